package dev.gitvoy.review;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What each code of a problem means: the table of docs/configuration.md, which the program carries. */
final class ProblemCodes {
    private static final String DOCUMENT = "/dev/gitvoy/review/configuration.md";
    private static final String HEADING = "## Problem codes";
    private static final Pattern CODE = Pattern.compile("`([a-z0-9-]+)`");

    private static final Map<String, String> HELP = read();

    private ProblemCodes() {}

    static Optional<String> help(String code) {
        return Optional.ofNullable(HELP.get(code));
    }

    private static Map<String, String> read() {
        try (var in = ProblemCodes.class.getResourceAsStream(DOCUMENT)) {
            return in == null ? Map.of() : parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows are {@code | `code`, .. | .. | meaning |}: codes in the first column, the meaning in the last. */
    static Map<String, String> parse(String document) {
        var help = new HashMap<String, String>();
        document.lines()
                .dropWhile(line -> !line.startsWith(HEADING))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> {
                    var cells = line.split("(?<!\\\\)\\|", -1);
                    var meaning = cells[cells.length - 2].strip();
                    CODE.matcher(cells[1]).results().forEach(code -> help.put(code.group(1), plain(meaning)));
                });
        return help;
    }

    /** Links become their text, and marks of code go. */
    private static String plain(String markdown) {
        return markdown.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .replace("`", "")
                .replace("\\|", "|");
    }
}
