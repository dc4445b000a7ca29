package dev.gitvoy.gitsync.yaml;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Parses YAML 1.2 files into positioned trees. Any input gives trees or problems, never an exception, within the limits.
 *
 * <p>Beyond YAML 1.2: the merge key {@code <<} works, and a key tagged {@code !ignore} is left out with its value, as
 * Envoy does, which makes it a place for anchors.
 */
public final class YamlParser {
    private final YamlLimits limits;
    private final Parse events;

    public YamlParser(YamlLimits limits) {
        this.limits = limits;
        // The limit on bytes is ours, with a message of ours.
        this.events = new Parse(
                LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build());
    }

    /**
     * Returns the documents of a file, less those that are empty. When any problem was reported the list is empty.
     *
     * @param file the path to name in locations
     */
    public List<YamlNode> parse(String file, byte[] content, Consumer<Problem> problems) {
        if (content.length > limits.maxBytes()) {
            var what = "the file has %d bytes and the limit is %d; split it into several files"
                    .formatted(content.length, limits.maxBytes());
            problems.accept(Problem.error(Location.startOf(file), "yaml-limit", what));
            return List.of();
        }
        return Utf8.decode(file, content, problems)
                .map(text -> compose(file, text, problems))
                .orElse(List.of());
    }

    private List<YamlNode> compose(String file, String text, Consumer<Problem> problems) {
        var composer = new TreeComposer(file, limits, problems);
        var last = Location.startOf(file);
        try {
            for (Event event : events.parseString(text)) {
                if (!composer.accept(event)) {
                    return List.of();
                }
                last = location(file, event.getEndMark().orElseThrow());
            }
        } catch (MarkedYamlEngineException e) {
            var at = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> location(file, mark))
                    .orElse(last);
            problems.accept(Problem.error(at, "yaml-syntax", describe(e)));
            return List.of();
        } catch (YamlEngineException e) {
            problems.accept(Problem.error(last, "yaml-syntax", oneLine("not YAML 1.2: " + e.getMessage())));
            return List.of();
        } catch (IllegalArgumentException e) {
            // snakeyaml-engine lets this escape for "\U99999999", a code point that does not exist.
            var what = "an escape after this place names no Unicode character; correct it";
            problems.accept(Problem.error(last, "yaml-syntax", what));
            return List.of();
        }
        return composer.documents();
    }

    static Location location(String file, Mark mark) {
        return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** The parser's own words, without its excerpt of the file: that may hold a secret. */
    private static String describe(MarkedYamlEngineException e) {
        var start = e.getContextMark()
                .map(mark -> " that starts at line " + (mark.getLine() + 1))
                .orElse("");
        var context = e.getContext() == null ? "" : ", " + e.getContext().toLowerCase(Locale.ROOT) + start;
        return oneLine(e.getProblem() + context);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
