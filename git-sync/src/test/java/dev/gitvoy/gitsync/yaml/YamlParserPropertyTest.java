package dev.gitvoy.gitsync.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a commit holds, the parser answers, and every place that it names exists. */
class YamlParserPropertyTest {
    private static final YamlParser PARSER = new YamlParser(new YamlLimits(2_000, 12, 200));

    @Property
    void parse_anyBytes_answersWithPlacesInTheFile(@ForAll byte[] content) {
        assertAnswers(content);
    }

    @Property
    void parse_anyText_answersWithPlacesInTheFile(@ForAll String text) {
        assertAnswers(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 5_000)
    void parse_anythingThatLooksLikeYaml_answersWithPlacesInTheFile(@ForAll("yamlLike") String text) {
        assertAnswers(text.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> yamlLike() {
        return Arbitraries.of(
                        "a",
                        "b: ",
                        ": ",
                        "? ",
                        "- ",
                        "[",
                        "]",
                        "{",
                        "}",
                        ", ",
                        "\n",
                        "\n  ",
                        "\r\n",
                        "\r",
                        "\t",
                        " #c",
                        "'",
                        "\"",
                        "|\n",
                        ">-\n",
                        "&x ",
                        "*x ",
                        "<<: ",
                        "!t ",
                        "!!str ",
                        "!ignore ",
                        "! ",
                        "---\n",
                        "...\n",
                        "%YAML 1.2\n",
                        "~",
                        "12",
                        "\\u00e9",
                        "\\U99999999",
                        "\\ud800",
                        "\u00e9",
                        "\uD83D\uDE00",
                        "\u0085",
                        "\u2028",
                        "\uFEFF",
                        "\u0000")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    private static void assertAnswers(byte[] content) {
        var problems = new ArrayList<Problem>();

        var documents = PARSER.parse("any.yaml", content, problems::add);

        assertThat(problems.isEmpty() || documents.isEmpty())
                .as("problems or documents, not both")
                .isTrue();
        // A lone carriage return is a line break to snakeyaml, but not as the last character of a file.
        var text = new String(content, StandardCharsets.UTF_8).replaceFirst("\r\\z", " ");
        var lines = text.split("\r\n|\r|\n", -1);
        problems.forEach(problem -> assertInFile(problem.at(), lines));
        documents.forEach(document -> assertAllInFile(document, lines));
    }

    private static void assertAllInFile(YamlNode node, String[] lines) {
        assertInFile(node.at(), lines);
        if (node instanceof YamlNode.Sequence sequence) {
            sequence.items().forEach(item -> assertAllInFile(item, lines));
        } else if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().values().forEach(entry -> {
                assertInFile(entry.keyAt(), lines);
                assertAllInFile(entry.value(), lines);
            });
        }
    }

    private static void assertInFile(Location at, String[] lines) {
        assertThat(at.line()).isBetween(1, lines.length);
        assertThat(at.column()).isBetween(1, lines[at.line() - 1].length() + 1);
    }
}
