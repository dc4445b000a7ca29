package dev.gitvoy.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a benchmark found: a table for people and a line of JSON for programs. The JSON's field names are a contract (see
 * README.md); a case may add fields of its own.
 *
 * @param machine what it ran on
 */
public record Report(String bench, String machine, List<Case> cases, List<Goal> goals) {
    private static final int JSON_DIGITS = 5;

    public Report {
        cases = List.copyOf(cases);
        goals = List.copyOf(goals);
    }

    /**
     * The subject beside its ceiling. In a ratio of rates more is better, in one of CPU less.
     *
     * @param more further figures by field name
     */
    public record Case(String name, Figures subject, Figures ceiling, Map<String, Double> more) {
        public Case {
            more = new TreeMap<>(more);
        }

        public double ratioRate() {
            return subject.rate() / ceiling.rate();
        }

        public double ratioCpu() {
            return subject.cpuMicros() / ceiling.cpuMicros();
        }
    }

    /** A figure that was asked for; it is met up to its bound. */
    public record Goal(String name, double value, double bound) {
        public boolean met() {
            return value <= bound;
        }
    }

    /** For people: a line a case, a line a goal. */
    public String table() {
        var text = new StringBuilder();
        text.append(bench).append(" on ").append(machine).append("\n\n");
        text.append(String.format(
                "%-10s %10s %10s %6s  %10s %10s %6s  %10s %10s  %8s %8s%n",
                "case", "rate/s", "ceiling", "ratio", "CPU us", "ceiling", "ratio", "p50 ms", "p99 ms", "RSS MiB",
                "ceiling"));
        for (var each : cases) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s %10.0f %10.0f %6.2f  %10.1f %10.1f %6.2f  %10.2f %10.2f  %8.0f %8.0f%n",
                    each.name,
                    each.subject.rate(),
                    each.ceiling.rate(),
                    each.ratioRate(),
                    each.subject.cpuMicros(),
                    each.ceiling.cpuMicros(),
                    each.ratioCpu(),
                    each.subject.p50Micros() / 1000,
                    each.subject.p99Micros() / 1000,
                    each.subject.rssMiB(),
                    each.ceiling.rssMiB()));
            if (!each.more.isEmpty()) {
                text.append(each.more.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + rounded(entry.getValue()))
                        .collect(Collectors.joining(", ", "    ", "\n")));
            }
        }
        if (!goals.isEmpty()) {
            text.append("\n");
        }
        for (var goal : goals) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %-40s %8.2f  (at most %s)%n",
                    goal.met() ? "met" : "NOT MET",
                    goal.name,
                    goal.value,
                    rounded(goal.bound)));
        }
        return text.append("\n").toString();
    }

    /** For programs: one line. */
    public String json() {
        var report = new LinkedHashMap<String, Object>();
        report.put("bench", bench);
        report.put("machine", machine);
        report.put("cases", cases.stream().map(Report::fields).toList());
        report.put("goals", goals.stream().map(Report::fields).toList());
        try {
            return new ObjectMapper().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> fields(Case each) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", each.name);
        fields.put("rate", number(each.subject.rate()));
        fields.put("cpuMicros", number(each.subject.cpuMicros()));
        fields.put("p50Micros", number(each.subject.p50Micros()));
        fields.put("p99Micros", number(each.subject.p99Micros()));
        fields.put("rssMiB", number(each.subject.rssMiB()));
        fields.put("ceilingRate", number(each.ceiling.rate()));
        fields.put("ceilingCpuMicros", number(each.ceiling.cpuMicros()));
        fields.put("ceilingP50Micros", number(each.ceiling.p50Micros()));
        fields.put("ceilingP99Micros", number(each.ceiling.p99Micros()));
        fields.put("ceilingRssMiB", number(each.ceiling.rssMiB()));
        fields.put("ratioRate", number(each.ratioRate()));
        fields.put("ratioCpu", number(each.ratioCpu()));
        each.more.forEach((name, value) -> fields.put(name, number(value)));
        return fields;
    }

    private static Map<String, Object> fields(Goal goal) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", goal.name);
        fields.put("value", number(goal.value));
        fields.put("bound", number(goal.bound));
        fields.put("met", goal.met());
        return fields;
    }

    /** JSON has neither NaN nor infinity, which a ratio to nothing is: {@code null} then. */
    private static Object number(double value) {
        return Double.isFinite(value) ? new BigDecimal(rounded(value)) : NullNode.instance;
    }

    private static String rounded(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        return new BigDecimal(value)
                .round(new MathContext(JSON_DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }
}
