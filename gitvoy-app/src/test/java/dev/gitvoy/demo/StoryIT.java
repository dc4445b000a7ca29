package dev.gitvoy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.client.GitvoyApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story's own judgement, with real Git and something that plays Gitvoy and Envoy. */
class StoryIT {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);

    @TempDir
    private Path directory;

    private Shell commitSample() throws IOException {
        var shell = new Shell(directory, console, System.getenv());
        QuickStart.copy(directory, new QuickStart.Ports(1, 2, 3, new ServicePorts(4, 5)));
        shell.quietly("git init -q -b main && git config user.name T && git config user.email t@example.invalid");
        shell.quietly("git add . && git commit -q -m first");
        return shell;
    }

    @Test
    void tell_everythingHappens_endsWithoutFailures() throws Exception {
        var shell = commitSample();

        tell(shell, true);

        assertThat(printed())
                .contains("xds/edge/routes.yaml:11:24: cluster \"hello-v3\" is not in this commit")
                .contains("✔ the traffic is back at v1")
                .contains("✔ the fourth request is one too many")
                .endsWith("✔ 0 failed\n")
                .doesNotContain("✘");
        assertThat(shell.quietly("git log --format=%s main")).isEqualTo("""
                        Merge more-for-everybody
                        A thousand requests a day
                        Revert "Merge to-v2"
                        Revert "Send traffic to v3, which nobody has written yet"
                        Send traffic to v3, which nobody has written yet
                        Merge to-v2
                        Send traffic to v2
                        first""");
    }

    @Test
    void tell_mistakeIsServed_failsAtThatStep() throws IOException {
        var shell = commitSample();

        assertThatThrownBy(() -> tell(shell, false))
                .isInstanceOf(StepFailedException.class)
                .hasMessageStartingWith("Gitvoy did not refuse commit ");
        assertThat(printed()).contains("4. A mistake is refused").doesNotContain("5. ");
    }

    private void tell(Shell shell, boolean refuses) throws Exception {
        try (var gitvoy = new PlayedGitvoy(shell, refuses)) {
            var api = new GitvoyApi(gitvoy.admin());
            var listener = URI.create(gitvoy.admin() + "/traffic");
            try (var traffic = Traffic.start(listener)) {
                new Story(console, shell, api, listener, traffic).tell();
            }
        }
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
