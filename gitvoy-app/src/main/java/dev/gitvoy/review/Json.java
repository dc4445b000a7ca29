package dev.gitvoy.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.Locale;

/** JSON as this package writes it: indented, the same bytes for the same content. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final DefaultPrettyPrinter PRINTER = new DefaultPrettyPrinter(
            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));

    static {
        // The line ends of the machine would make the bytes depend on it.
        PRINTER.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        PRINTER.indentArraysWith(new DefaultIndenter("  ", "\n"));
    }

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String text(JsonNode node) {
        try {
            return MAPPER.writer(PRINTER).writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /** As {@code /api/status} has it. */
    static ObjectNode problem(Problem problem, String file) {
        return object().put("file", file)
                .put("line", problem.at().line())
                .put("column", problem.at().column())
                .put("severity", severity(problem))
                .put("code", problem.code())
                .put("message", problem.message());
    }

    static String severity(Problem problem) {
        return problem.severity().name().toLowerCase(Locale.ROOT);
    }
}
