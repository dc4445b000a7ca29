package dev.gitvoy.bench.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.bench.Report;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the benchmark still runs against the servers of today; its figures mean nothing at this size. */
class XdsFanoutIT {
    private static final Scale SMOKE = new Scale(20, 20, 0, 1, 1, 1, 1, Duration.ofSeconds(5));

    @ParameterizedTest
    @EnumSource
    void smallRun_measuresEveryCaseOfBothServers(Protocol protocol) throws Exception {
        var report = XdsFanout.run(SMOKE, protocol);

        assertThat(report.cases()).extracting(Report.Case::name).containsExactly("fill", "eds", "cds", "all");
        assertThat(report.cases()).allSatisfy(each -> {
            assertThat(each.subject().rate()).isPositive();
            assertThat(each.ceiling().rate()).isPositive();
            assertThat(each.subject().rssMiB()).isPositive();
            assertThat(each.more().get("responses")).isEqualTo(each.more().get("ceilingResponses"));
        });
        assertThat(report.goals()).extracting(Report.Goal::bound).contains(1.4, 1.6, 2.0);
    }

    @Test
    void smallRuns_ofTheOthers_measure() throws Exception {
        var reconnect = XdsReconnect.run(SMOKE);
        assertThat(reconnect.goals().get(1).value()).isZero();
        var nack = XdsNack.run(SMOKE, Protocol.DELTA);
        assertThat(nack.goals().get(1).value()).isZero();
        assertThat(nack.cases().get(0).more().get("responses")).isEqualTo(1);
        var memory = XdsMemory.run(SMOKE);
        assertThat(memory.cases()).extracting(Report.Case::name).containsExactly("shared", "unique");
        var publish = XdsPublish.run(List.of(100, 200));
        assertThat(publish.cases().get(1).subject().cpuMicros()).isPositive();
    }
}
