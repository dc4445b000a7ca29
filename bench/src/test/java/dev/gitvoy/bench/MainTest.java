package dev.gitvoy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Options> runs = new ArrayList<>();

    private final Benchmark echo = new Benchmark() {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public String summary() {
            return "answers";
        }

        @Override
        public Map<String, Pattern> options() {
            return Map.of("variant", Pattern.compile("delta|sotw"));
        }

        @Override
        public Report run(Options options) throws BenchException {
            runs.add(options);
            if (runs.size() > 1) {
                throw new BenchException("the server ended");
            }
            return new Report("echo", "here", List.of(), List.of(new Report.Goal("g", 9, 1)));
        }
    };

    private int run(String... args) throws InterruptedException {
        return Main.run(List.of(echo), List.of(args), print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    @Test
    void run_unknownName_listsTheKnownOnes() throws Exception {
        assertThat(run("ecko")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("unknown benchmark \"ecko\"")
                .contains("echo")
                .contains("answers");
        assertThat(out.size()).isZero();
    }

    @Test
    void run_noName_listsTheKnownOnes() throws Exception {
        assertThat(run("--quick")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("bench/run NAME [--quick]");
    }

    @Test
    void run_knownName_printsJsonLast_whateverTheGoals() throws Exception {
        assertThat(run("echo", "--quick")).isZero();

        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(lines.size() - 1)).startsWith("{\"bench\":\"echo\"");
        assertThat(runs).containsExactly(Options.QUICK);
    }

    @Test
    void run_options_reachTheBenchmark() throws Exception {
        assertThat(run("echo", "--variant", "sotw")).isZero();

        assertThat(runs).containsExactly(new Options(false, Map.of("variant", "sotw")));
    }

    @Test
    void run_wrongOption_saysWhatIsExpected() throws Exception {
        assertThat(run("echo", "--variant", "rest")).isEqualTo(2);
        assertThat(run("echo", "--variant")).isEqualTo(2);
        assertThat(run("echo", "--quirk", "sotw")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("bench: --variant rest: expected delta|sotw")
                .contains("bench: unknown option \"--quirk\"");
        assertThat(runs).isEmpty();
    }

    @Test
    void run_failing_saysWhy() throws Exception {
        runs.add(Options.QUICK);

        assertThat(run("echo")).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("bench: the server ended\n");
    }
}
