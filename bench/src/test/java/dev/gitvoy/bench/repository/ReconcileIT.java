package dev.gitvoy.bench.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.bench.Report;
import dev.gitvoy.bench.repository.Reconcile.Commits;
import dev.gitvoy.bench.repository.Reconcile.Scale;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the benchmark still runs against the servers of today; its figures mean nothing at this size. */
class ReconcileIT {
    private static final Scale SMOKE = new Scale(
            List.of(16, 64),
            List.of(new Commits("1", 1, 0, 2), new Commits("readme", 0, 0, 1), new Commits("10", 10, 0, 1)),
            0,
            Duration.ofSeconds(5));

    @Test
    void smallRun_measuresEveryKindOfCommit() throws Exception {
        var report = Reconcile.run(SMOKE);

        assertThat(report.cases()).extracting(Report.Case::name).containsExactly("16/1", "64/1", "64/readme", "64/10");
        assertThat(report.cases()).allSatisfy(each -> {
            assertThat(each.subject().rate()).isPositive();
            assertThat(each.ceiling().rate()).isPositive();
            assertThat(each.more().get("bytes")).isPositive();
            assertThat(each.more().get("wholeMicros"))
                    .isGreaterThan(each.subject().p50Micros());
        });
        assertThat(report.goals()).extracting(Report.Goal::bound).containsExactly(200.0, 50.0, 20.0, 3.0);
    }
}
