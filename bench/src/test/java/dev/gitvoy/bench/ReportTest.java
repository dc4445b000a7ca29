package dev.gitvoy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Report REPORT = new Report(
            "xds-fanout",
            "2 x test CPU",
            List.of(new Report.Case(
                    "eds",
                    new Figures(10_000, 90, 50_123.456, 90_000, 300),
                    new Figures(20_000, 45, 30_000, 50_000, 250),
                    Map.of("bytes", 552.0))),
            List.of(new Report.Goal("eds CPU / raw", 2, 1.6), new Report.Goal("eds last stream / raw", 1.5, 1.6)));

    @Test
    void json_isOneLineWithTheContractsFields() throws Exception {
        var json = REPORT.json();

        assertThat(json).doesNotContain("\n");
        var report = new ObjectMapper().readTree(json);
        assertThat(names(report)).containsExactly("bench", "machine", "cases", "goals");
        assertThat(report.get("bench").textValue()).isEqualTo("xds-fanout");
        assertThat(report.get("machine").textValue()).isEqualTo("2 x test CPU");
        var eds = report.get("cases").get(0);
        assertThat(names(eds))
                .containsExactly(
                        "name",
                        "rate",
                        "cpuMicros",
                        "p50Micros",
                        "p99Micros",
                        "rssMiB",
                        "ceilingRate",
                        "ceilingCpuMicros",
                        "ceilingP50Micros",
                        "ceilingP99Micros",
                        "ceilingRssMiB",
                        "ratioRate",
                        "ratioCpu",
                        "bytes");
        assertThat(eds.get("rate").isNumber()).isTrue();
        assertThat(eds.get("rate").doubleValue()).isEqualTo(10_000);
        assertThat(eds.get("p50Micros").doubleValue()).isEqualTo(50_123);
        assertThat(eds.get("ratioRate").doubleValue()).isEqualTo(0.5);
        assertThat(eds.get("ratioCpu").doubleValue()).isEqualTo(2);
        assertThat(eds.get("bytes").doubleValue()).isEqualTo(552);
    }

    @Test
    void json_goals_sayWhetherTheyAreMet() throws Exception {
        var goals = new ObjectMapper().readTree(REPORT.json()).get("goals");

        assertThat(goals)
                .hasToString("[{\"name\":\"eds CPU / raw\",\"value\":2,\"bound\":1.6,\"met\":false},"
                        + "{\"name\":\"eds last stream / raw\",\"value\":1.5,\"bound\":1.6,\"met\":true}]");
    }

    @Test
    void json_ratioToNothing_isNull() throws Exception {
        var none = new Figures(0, 0, 0, 0, 0);
        var report = new Report("b", "m", List.of(new Report.Case("c", none, none, Map.of())), List.of());

        var only = new ObjectMapper().readTree(report.json()).get("cases").get(0);

        assertThat(only.get("ratioCpu").isNull()).isTrue();
    }

    @Test
    void goal_atItsBound_isMet() {
        assertThat(new Report.Goal("g", 1.6, 1.6).met()).isTrue();
        assertThat(new Report.Goal("g", Double.NaN, 1.6).met()).isFalse();
    }

    @Test
    void table_showsCasesAndGoals() {
        assertThat(REPORT.table().lines().map(line -> line.replaceAll(" +", " ").trim()))
                .containsExactly(
                        "xds-fanout on 2 x test CPU",
                        "",
                        "case rate/s ceiling ratio CPU us ceiling ratio p50 ms p99 ms RSS MiB ceiling",
                        "eds 10000 20000 0.50 90.0 45.0 2.00 50.12 90.00 300 250",
                        "bytes 552",
                        "",
                        "NOT MET eds CPU / raw 2.00 (at most 1.6)",
                        "met eds last stream / raw 1.50 (at most 1.6)",
                        "");
    }

    private static List<String> names(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }
}
