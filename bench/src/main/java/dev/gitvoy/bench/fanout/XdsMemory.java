package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Options;
import dev.gitvoy.bench.Report;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What an idle stream that has everything keeps in the server's heap, beside a raw stream, which is little but its connection. */
public final class XdsMemory implements Benchmark {
    private static final double KIB = 1024;
    private static final double KIB_BOUND = 20;
    /** How many services a client wants that wants some of its own. */
    private static final int SOME = 100;

    @Override
    public String name() {
        return "xds-memory";
    }

    @Override
    public String summary() {
        return "heap of an idle stream, beside a raw one";
    }

    @Override
    public Map<String, Pattern> options() {
        return Map.of(Scale.STREAMS, Scale.NUMBERS);
    }

    @Override
    public Report run(Options options) throws BenchException, InterruptedException {
        return run(Scale.of(options));
    }

    private record Measured(Sample sample, double kibOfStream) {}

    static Report run(Scale scale) throws BenchException, InterruptedException {
        var names = new Services(scale.services()).names();
        int some = Math.min(SOME, scale.services());
        try (var arena = Arena.open();
                var subject = arena.gitvoy(scale.services());
                var raw = arena.rawPush(scale.services(), Protocol.DELTA)) {
            var everything = Wishes.everything(Protocol.DELTA, names);
            var due = new Due(1, scale.services(), scale.services());
            var own = Wishes.someServices(Protocol.DELTA, client -> someOf(names, some, client));

            // Once for the classes, the pools and the code that stay.
            measure(subject, scale, everything, due);
            var shared = measure(subject, scale, everything, due);
            var unique = measure(subject, scale, own, new Due(1, some, some));
            measure(raw, scale, everything, due);
            var connection = measure(raw, scale, everything, due);

            var cases =
                    List.of(caseOf("shared", shared, connection, scale), caseOf("unique", unique, connection, scale));
            return new Report(
                    "xds-memory",
                    "%s; %d streams, %d services, unique: %d of them a stream"
                            .formatted(Machine.describe(), scale.streams(), scale.services(), some),
                    cases,
                    List.of(
                            new Report.Goal(
                                    "KiB of a stream beside its connection",
                                    shared.kibOfStream - connection.kibOfStream,
                                    KIB_BOUND),
                            new Report.Goal(
                                    "KiB of a stream with wishes of its own",
                                    unique.kibOfStream - connection.kibOfStream,
                                    KIB_BOUND)));
        }
    }

    private static Measured measure(Contender contender, Scale scale, Wishes wishes, Due due)
            throws BenchException, InterruptedException {
        contender.disconnect();
        long before = contender.heapBytes();
        var sample = contender.fill(scale.streams(), wishes, due);
        long after = contender.heapBytes();
        return new Measured(sample, (after - before) / KIB / scale.streams());
    }

    private static Collection<String> someOf(List<String> names, int some, int client) {
        var random = new Random(client);
        var chosen = new TreeSet<String>();
        while (chosen.size() < some) {
            chosen.add(names.get(random.nextInt(names.size())));
        }
        return chosen;
    }

    private static Report.Case caseOf(String name, Measured subject, Measured raw, Scale scale) {
        var more = new TreeMap<String, Double>();
        more.put("heapKiBOfStream", subject.kibOfStream);
        more.put("ceilingHeapKiBOfStream", raw.kibOfStream);
        return new Report.Case(
                name, subject.sample.figures(scale.streams()), raw.sample.figures(scale.streams()), more);
    }
}
