package dev.gitvoy.cli;

import dev.gitvoy.client.GitvoyApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitvoy status}. */
@Command(
        name = "status",
        description = {
            "Show what a running Gitvoy serves, what is on its way, and which Envoys have it. Exit code 0 when the newest"
                    + " commit is served and nothing is wrong, 1 when something is stale, rejected, held or refused, 2"
                    + " when there is no answer."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true)
@SuppressWarnings("NullAway.Init")
final class StatusCommand implements Callable<Integer> {
    /** Set by the launcher when a person looks at the output; Java itself cannot tell in every version. */
    private static final String TERMINAL = "gitvoy.terminal";

    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    /** For people, or what {@code /api/status} answers. */
    enum Output {
        text,
        json
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOption admin;

    @Option(
            names = "--watch",
            description = "look again every 2 s until Ctrl-C; a line for each change when the output is no terminal")
    private boolean watch;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}")
    private Output output;

    @Override
    public Integer call() {
        var api = admin.api();
        return watch ? watch(api) : once(api);
    }

    private int once(GitvoyApi api) {
        var out = spec.commandLine().getOut();
        try {
            var snapshot = StatusSnapshot.take(api);
            if (output == Output.json) {
                out.print(api.statusAnswer().body());
            } else {
                StatusView.lines(snapshot, Instant.now()).forEach(out::println);
            }
            out.flush();
            return snapshot.isFine() ? ExitCode.OK : 1;
        } catch (IOException e) {
            var err = spec.commandLine().getErr();
            err.println("gitvoy: " + admin.unreachable(e));
            err.flush();
            return ExitCode.USAGE;
        }
    }

    private int watch(GitvoyApi api) {
        boolean redraws = output == Output.text && Boolean.getBoolean(TERMINAL);
        var out = spec.commandLine().getOut();
        int exitCode = ExitCode.USAGE;
        var told = "";
        while (!Thread.currentThread().isInterrupted()) {
            String summary;
            try {
                var snapshot = StatusSnapshot.take(api);
                exitCode = snapshot.isFine() ? ExitCode.OK : 1;
                summary = StatusView.summary(snapshot);
                if (redraws) {
                    redraw(out, snapshot);
                } else if (output == Output.json && !summary.equals(told)) {
                    out.println(api.statusAnswer().json());
                }
            } catch (IOException e) {
                exitCode = ExitCode.USAGE;
                summary = admin.unreachable(e);
                if (redraws) {
                    out.println(CLEAR + summary);
                }
            }
            if (!redraws && output == Output.text && !summary.equals(told)) {
                out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + summary);
            }
            told = summary;
            out.flush();
            pause();
        }
        return exitCode;
    }

    private static void redraw(PrintWriter out, StatusSnapshot snapshot) {
        out.print(CLEAR);
        StatusView.lines(snapshot, Instant.now()).forEach(out::println);
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
