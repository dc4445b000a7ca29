package dev.gitvoy.bench;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What follows a benchmark's name on the command line.
 *
 * @param quick whether to prove only that it runs, within seconds; the figures then mean little
 * @param values of {@link Benchmark#options}, by name
 */
public record Options(boolean quick, Map<String, String> values) {
    public static final Options QUICK = new Options(true, Map.of());

    static final String QUICK_WORD = "--quick";
    private static final String PREFIX = "--";

    public Options {
        values = Map.copyOf(values);
    }

    /** @throws IllegalArgumentException with a message for the user */
    static Options parse(List<String> args, Map<String, Pattern> known) {
        boolean quick = false;
        var values = new HashMap<String, String>();
        for (var rest = args.iterator(); rest.hasNext(); ) {
            var arg = rest.next();
            if (arg.equals(QUICK_WORD)) {
                quick = true;
            } else {
                var name = arg.startsWith(PREFIX) ? arg.substring(PREFIX.length()) : "";
                var pattern = known.get(name);
                if (pattern == null) {
                    throw new IllegalArgumentException("unknown option \"" + arg + "\"");
                }
                values.put(name, valueOf(arg, rest, pattern));
            }
        }
        return new Options(quick, values);
    }

    private static String valueOf(String arg, Iterator<String> rest, Pattern pattern) {
        var value = rest.hasNext() ? rest.next() : "";
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(arg + " " + value + ": expected " + pattern);
        }
        return value;
    }

    public Optional<String> word(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public Optional<Integer> number(String name) {
        return word(name).map(Integer::valueOf);
    }
}
