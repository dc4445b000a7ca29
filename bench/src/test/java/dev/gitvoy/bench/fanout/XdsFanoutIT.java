package dev.gitvoy.bench.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.bench.Report;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That the benchmark still runs against the servers of today; its figures mean nothing at this size. */
class XdsFanoutIT {
    private static final Scale SMOKE = new Scale(20, 20, 0, 1, 0, 1, 1, Duration.ofSeconds(5));

    @Test
    void smallRun_measuresEveryCaseOfBothServers() throws Exception {
        var report = XdsFanout.run(SMOKE);

        assertThat(report.cases()).extracting(Report.Case::name).containsExactly("fill", "eds", "cds", "all");
        assertThat(report.cases()).allSatisfy(each -> {
            assertThat(each.subject().rate()).isPositive();
            assertThat(each.ceiling().rate()).isPositive();
            assertThat(each.subject().rssMiB()).isPositive();
            assertThat(each.more().get("responses")).isEqualTo(each.more().get("ceilingResponses"));
        });
        assertThat(report.goals()).extracting(Report.Goal::bound).contains(1.4, 1.6, 2.0);
    }
}
