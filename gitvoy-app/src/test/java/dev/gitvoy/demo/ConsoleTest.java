package dev.gitvoy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void print_withoutColour_isPlainText() {
        var console = new Console(out, false);

        console.step(1, "Traffic");
        console.command("git status");
        console.output("one\ntwo");
        console.good("done");
        console.bad("not done\nwhy");

        assertThat(printed())
                .isEqualTo("\n1. Traffic\n   $ git status\n     one\n     two\n   ✔ done\n   ✘ not done\n     why\n");
    }

    @Test
    void print_withColour_resetsIt() {
        new Console(out, true).good("done");

        assertThat(printed()).isEqualTo("   \u001b[32m✔\u001b[0m done\n");
    }

    @Test
    void mute_printsNoMore() {
        var console = new Console(out, false);
        console.mute();

        console.good("done");

        assertThat(printed()).isEmpty();
    }

    @Test
    void wantsColour_onlyOnATerminalThatAllowsIt() {
        assertThat(Console.wantsColour(true, Map.of("TERM", "xterm"))).isTrue();
        assertThat(Console.wantsColour(true, Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Console.wantsColour(true, Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Console.wantsColour(true, Map.of("TERM", "dumb"))).isFalse();
        assertThat(Console.wantsColour(false, Map.of("TERM", "xterm"))).isFalse();
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
