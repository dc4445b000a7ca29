package dev.gitvoy.bench.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.bench.Report;
import dev.gitvoy.bench.repository.ColdStart.Scale;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That the benchmark still runs against the program of today; its figures mean nothing at this size. */
class ColdStartIT {
    private static final Scale SMOKE = new Scale(64, 1, 1, Duration.ofSeconds(1));

    @Test
    void smallRun_measuresBothStarts() throws Exception {
        var report = ColdStart.run(SMOKE);

        assertThat(report.cases()).extracting(Report.Case::name).containsExactly("first", "restart");
        assertThat(report.cases()).allSatisfy(each -> {
            assertThat(each.subject().cpuMicros()).isPositive();
            assertThat(each.ceiling().cpuMicros()).isPositive();
            assertThat(each.subject().rssMiB()).isPositive();
            assertThat(each.more().get("heapMiB")).isPositive();
        });
        assertThat(report.goals()).extracting(Report.Goal::bound).containsExactly(3.0, 1024.0, 1024.0);
    }
}
