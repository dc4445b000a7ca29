package dev.gitvoy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.bench.unary.UnaryBenchmark;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the benchmarks still run against the servers of today; their figures mean nothing at this size. */
class UnaryIT {
    static Stream<Benchmark> benchmarks() {
        return UnaryBenchmark.all().stream();
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void quickRun_measuresBothServers(Benchmark benchmark) throws Exception {
        var report = benchmark.run(Options.QUICK);

        assertThat(report.cases()).singleElement().satisfies(each -> {
            assertThat(each.subject().rate()).isPositive();
            assertThat(each.ceiling().rate()).isPositive();
            assertThat(each.subject().cpuMicros()).isPositive();
        });
    }
}
