package dev.gitvoy.gitsync.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlNode.Entry;
import dev.gitvoy.gitsync.yaml.YamlNode.Mapping;
import dev.gitvoy.gitsync.yaml.YamlNode.Scalar;
import dev.gitvoy.gitsync.yaml.YamlNode.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlParserTest {
    private final List<Problem> problems = new ArrayList<>();

    @Test
    void parse_nestedNodes_keepTextStyleAndPlace() {
        var documents = parse("name: api\nports: [80, '443']\nempty:\n");

        assertThat(documents)
                .containsExactly(new Mapping(
                        at(1, 1),
                        Map.of(
                                "name", new Entry(at(1, 1), new Scalar(at(1, 7), "api", true)),
                                "ports",
                                        new Entry(
                                                at(2, 1),
                                                new Sequence(
                                                        at(2, 8),
                                                        List.of(
                                                                new Scalar(at(2, 9), "80", true),
                                                                new Scalar(at(2, 13), "443", false)))),
                                "empty", new Entry(at(3, 1), new Scalar(at(3, 7), "", true)))));
        assertThat(problems).isEmpty();
    }

    @Test
    void parse_mapping_keepsTheOrderOfTheFile() {
        assertThat(mapping("zebra: 1\napple: 2\nmango: 3").entries().keySet())
                .containsExactly("zebra", "apple", "mango");
    }

    @Test
    void parse_mapping_cannotBeChanged() {
        assertThat(mapping("a: 1").entries()).isUnmodifiable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "---\n", "---\n# nothing\n---\n...\n"})
    void parse_emptyDocuments_yieldNothing(String text) {
        assertThat(parse(text)).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void parse_severalDocuments_yieldsThoseThatHoldSomething() {
        assertThat(parse("---\na\n---\n---\nb\n"))
                .containsExactly(new Scalar(at(2, 1), "a", true), new Scalar(at(5, 1), "b", true));
    }

    @Test
    void parse_nullDocument_isANode() {
        assertThat(parse("~")).containsExactly(new Scalar(at(1, 1), "~", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "12         | true",
                "'12'       | false",
                "\"12\"     | false",
                "!!str 12   | false",
                "! 12       | false",
                "!!int 12   | true",
                "!!int '12' | true",
            })
    void parse_scalar_isPlainWhenItMayBeMoreThanAString(String text, boolean plain) {
        assertThat(parse(text)).containsExactly(new Scalar(at(1, 1), "12", plain));
    }

    @Test
    void parse_blockScalar_isNotPlain() {
        assertThat(parse("|\n  true\n")).containsExactly(new Scalar(at(1, 1), "true\n", false));
    }

    @Test
    void parse_coreTagsOnCollections_areAccepted() {
        assertThat(parse("!!map {a: !!seq [1]}")).hasSize(1);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: !secret b    | config.yaml:1:4: tag \"!secret\" means nothing here; remove it",
                "a: !env [b]     | config.yaml:1:4: tag \"!env\" means nothing here; remove it",
                "a: !x {b: c}    | config.yaml:1:4: tag \"!x\" means nothing here; remove it",
                "a: !!seq b      | config.yaml:1:4: tag \"tag:yaml.org,2002:seq\" means nothing here; remove it",
                "a: !ignore b    | config.yaml:1:4: tag \"!ignore\" means nothing here; remove it",
            })
    void parse_unknownTag_isRefused(String text, String expected) {
        assertRefused(text, "yaml-tag", expected);
    }

    @Test
    void parse_ignoredKey_isLeftOutButItsAnchorsWork() {
        var mapping = mapping("!ignore base: &base {x: 1}\n!ignore base: 2\nuse: *base\n");

        assertThat(mapping.entries().keySet()).containsExactly("use");
        assertThat(entry(mapping, "use").value()).isInstanceOf(Mapping.class);
    }

    @Test
    void parse_duplicateKey_namesBothPlaces() {
        assertRefused(
                "a: 1\nb: 2\n\"a\": 3\n",
                "yaml-duplicate-key",
                "config.yaml:3:1: key \"a\" is already at config.yaml:1:1; remove one of them");
    }

    @Test
    void parse_sameKeyInTwoMappings_isFine() {
        assertThat(parse("- {a: 1}\n- {a: 2}\n")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{[a, b]: c}  | config.yaml:1:2: a key must be a scalar, not a list; write a string before the colon",
                "{{a: b}: c}  | config.yaml:1:2: a key must be a scalar, not a mapping; write a string before the colon",
            })
    void parse_keyThatIsNoScalar_isRefused(String text, String expected) {
        assertRefused(text, "yaml-key", expected);
    }

    @Test
    void parse_alias_sharesTheNode() {
        var mapping = mapping("one: &a {x: 1}\ntwo: *a\n");

        assertThat(entry(mapping, "two").value()).isSameAs(entry(mapping, "one").value());
        assertThat(entry(mapping, "two").keyAt()).isEqualTo(at(2, 1));
    }

    @Test
    void parse_aliasAsKey_isTheScalarsText() {
        assertThat(mapping("a: &k name\n*k : b\n").entries().keySet()).containsExactly("a", "name");
    }

    @Test
    void parse_anchorDefinedTwice_aliasMeansTheLastBeforeIt() {
        var items = ((Sequence) parse("[&a 1, &a 2, *a]").get(0)).items();

        assertThat(items.get(2)).isEqualTo(new Scalar(at(1, 8), "2", true));
    }

    @Test
    void parse_unknownAlias_isRefusedWithASuggestion() {
        assertRefused(
                "a: &defaults 1\nb: *default\n",
                "yaml-alias",
                "config.yaml:2:4: no anchor \"&default\" before this alias in the document; did you mean \"defaults\"?");
    }

    @Test
    void parse_aliasOfAnotherDocument_isRefused() {
        assertRefused(
                "a: &x 1\n---\nb: *x\n",
                "yaml-alias",
                "config.yaml:3:4: no anchor \"&x\" before this alias in the document");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: &x [1, *x]", "a: &x {b: *x}", "a: &x [&y [*x]]"})
    void parse_aliasInsideItsOwnNode_isRefused(String text) {
        assertThat(parse(text)).isEmpty();
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("yaml-alias");
            assertThat(problem.at()).isEqualTo(at(1, text.indexOf('*') + 1));
            assertThat(problem.message())
                    .isEqualTo("alias \"*x\" is inside the node that it stands for; write out what is meant");
        });
    }

    @Test
    void parse_mergeOfAnAlias_explicitKeysWin() {
        var mapping = mapping("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\n");

        assertThat(texts(mapping, "use")).isEqualTo(Map.of("x", "1", "y", "3"));
        assertThat(entry(entry(mapping, "use").value(), "x").keyAt())
                .as("merged keys keep their own place")
                .isEqualTo(at(1, 11));
    }

    @Test
    void parse_mergeOfAMapping_works() {
        assertThat(texts(mapping("use: {y: 3, <<: {x: 1, y: 2}}"), "use")).isEqualTo(Map.of("x", "1", "y", "3"));
    }

    @Test
    void parse_mergeOfAList_theFirstWins() {
        var mapping = mapping("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nuse: {<<: [*a, *b]}\n");

        assertThat(texts(mapping, "use")).isEqualTo(Map.of("x", "1", "y", "2"));
    }

    @Test
    void parse_quotedMergeKey_isAKey() {
        assertThat(mapping("'<<': {x: 1}").entries().keySet()).containsExactly("<<");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<<: text", "<<: [{a: b}, text]", "<<: "})
    void parse_mergeOfAnythingElse_isRefused(String text) {
        assertThat(parse(text)).isEmpty();
        assertThat(problems).extracting(Problem::code).containsExactly("yaml-key");
        assertThat(problems).extracting(Problem::at).containsExactly(at(1, text.equals("<<: ") ? 4 : 5));
    }

    @Test
    void parse_twoMergeKeys_areRefused() {
        assertRefused(
                "<<: {a: 1}\n<<: {b: 2}\n",
                "yaml-duplicate-key",
                "config.yaml:2:1: key \"<<\" is already at config.yaml:1:1; give one \"<<\" a list: [*a, *b]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: b: c     | 1:5  | mapping values are not allowed here",
                "a: [1, 2    | 1:9  | expected ',' or ']', but got <stream end>, while parsing a flow sequence that starts at line 1",
                "a: 'open    | 1:9  | found unexpected end of stream, while scanning a quoted scalar that starts at line 1",
                "a: \"\\xZZ\" | 1:7 | expected escape sequence of 2 hexadecimal numbers, but found: ZZ, while scanning a double-quoted scalar that starts at line 1",
            })
    void parse_syntaxError_hasItsPlaceAndNoExcerpt(String text, String place, String message) {
        assertRefused(text, "yaml-syntax", "config.yaml:" + place + ": " + message);
    }

    @Test
    void parse_escapeOfNoCharacter_isASyntaxError() {
        assertRefused(
                "a: \"\\U99999999\"",
                "yaml-syntax",
                "config.yaml:1:2: an escape after this place names no Unicode character; correct it");
    }

    @Test
    void parse_unknownYamlVersion_isASyntaxError() {
        assertThat(parse("%YAML 2.0\n---\na\n")).isEmpty();
        assertThat(problems).extracting(Problem::code).containsExactly("yaml-syntax");
    }

    @Test
    void parse_halfASurrogatePair_isRefused() {
        assertRefused(
                "a: \"\\ud800\"",
                "yaml-encoding",
                "config.yaml:1:4: half of a UTF-16 surrogate pair is no character; write both halves, or one \\U escape");
    }

    @Test
    void parse_surrogatePairAsEscapes_isOneCharacter() {
        assertThat(parse("\"\\ud83d\\ude00\"")).containsExactly(new Scalar(at(1, 1), "\uD83D\uDE00", false));
    }

    @Test
    void parse_byteThatIsNotUtf8_isRefusedAtItsPlace() {
        byte[] latin1 = "a: 1\nb: caf\u00e9 au lait\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(parse(latin1)).isEmpty();
        assertThat(problems).hasToString("[config.yaml:2:7: byte 0xE9 is not UTF-8; save the file as UTF-8]");
        assertThat(problems).extracting(Problem::code).containsExactly("yaml-encoding");
    }

    @Test
    void parse_fileCutInACharacter_isRefused() {
        assertThat(parse(new byte[] {'a', (byte) 0xC3})).isEmpty();
        assertThat(problems).hasToString("[config.yaml:1:2: byte 0xC3 is not UTF-8; save the file as UTF-8]");
    }

    @Test
    void parse_controlCharacter_isRefusedAtItsPlace() {
        assertRefused(
                "a: 1\r\nb: \u00e9\uD83D\uDE00\u0007",
                "yaml-encoding",
                "config.yaml:2:6: character U+0007 is not allowed in YAML; write it as an escape in double quotes, or remove it");
    }

    @Test
    void parse_byteOrderMark_isSkipped() {
        assertThat(parse("\uFEFFa: 1")).singleElement().extracting(YamlNode::at).isEqualTo(at(1, 1));
    }

    @Test
    void parse_supplementaryCharacter_isOneColumn() {
        assertThat(parse("[\"\uD83D\uDE00\", b]")).singleElement().satisfies(node -> assertThat(
                        ((Sequence) node).items().get(1).at())
                .isEqualTo(at(1, 7)));
    }

    @Test
    void parse_severalMistakes_areAllReported() {
        assertThat(parse("a: !x 1\na: 2\nb: *none\n")).isEmpty();
        assertThat(problems).extracting(Problem::code).containsExactly("yaml-tag", "yaml-duplicate-key", "yaml-alias");
    }

    @Test
    void parse_fileOverTheByteLimit_isRefused() {
        assertThat(parse(limits(10, 64, 100), "0123456789")).hasSize(1);
        assertThat(parse(limits(10, 64, 100), "0123456789a")).isEmpty();
        assertThat(problems)
                .hasToString(
                        "[config.yaml:1:1: the file has 11 bytes and the limit is 10; split it into several files]");
        assertThat(problems).extracting(Problem::code).containsExactly("yaml-limit");
    }

    @Test
    void parse_moreNodesThanTheLimit_isRefused() {
        assertThat(parse(limits(100, 64, 4), "[1, 2, 3]")).hasSize(1);
        assertThat(parse(limits(100, 64, 4), "[1, 2, 3, 4]")).isEmpty();
        assertThat(problems)
                .hasToString("[config.yaml:1:11: more than 4 nodes, with aliases written out; "
                        + "split the file or use fewer aliases]");
    }

    @Test
    void parse_alias_countsAsWhatItStandsFor() {
        // The list, then [1, 2] three times with three nodes each.
        assertThat(parse(limits(100, 64, 10), "[&a [1, 2], *a, *a]")).hasSize(1);
        assertThat(parse(limits(100, 64, 9), "[&a [1, 2], *a, *a]")).isEmpty();
        assertThat(problems).extracting(Problem::at).containsExactly(at(1, 17));
    }

    @Test
    void parse_nestedDeeperThanTheLimit_isRefused() {
        assertThat(parse(limits(100, 3, 100), "[[a]]")).hasSize(1);
        assertThat(parse(limits(100, 3, 100), "[[[a]]]")).isEmpty();
        assertThat(problems)
                .hasToString("[config.yaml:1:4: nested deeper than 3 levels; "
                        + "nest less, or look for a bracket that is not closed]");
    }

    @Test
    void parse_aliasThatNestsDeeperThanTheLimit_isRefused() {
        assertThat(parse(limits(100, 4, 100), "[&a [1], &b [*a], *b]")).hasSize(1);
        assertThat(parse(limits(100, 4, 100), "[&a [1], &b [*a], [*b]]")).isEmpty();
        assertThat(problems).extracting(Problem::at).containsExactly(at(1, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    @Timeout(30)
    void parse_tenThousandLevels_isRefusedQuickly(String opening) {
        assertThat(parse(opening.repeat(10_000))).isEmpty();
        assertThat(problems).extracting(Problem::code).containsExactly("yaml-limit");
    }

    @Test
    @Timeout(30)
    void parse_deepNestingWithinTheLimits_doesNotOverflowTheStack() {
        var text = "- ".repeat(10_000);

        assertThat(parse(limits(100_000, 20_000, 20_000), text)).hasSize(1);
    }

    @Test
    @Timeout(30)
    void parse_billionLaughs_isRefusedQuickly() {
        var text = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i <= 30; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
        }

        assertThat(parse(text.toString())).isEmpty();
        assertThat(problems).extracting(Problem::code).containsExactly("yaml-limit");
    }

    @Test
    @Timeout(30)
    void parse_oneScalarOfAMegabyte_isRead() {
        var text = "x".repeat(YamlLimits.DEFAULT.maxBytes() - 2);

        assertThat(parse("'" + text + "'"))
                .singleElement()
                .extracting(node -> ((Scalar) node).text().length())
                .isEqualTo(text.length());
    }

    @Test
    void limits_thatAreNotPositive_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits(1, 0, 1))
                .withMessage("maxDepth: 0 (expected: > 0)");
    }

    private void assertRefused(String text, String code, String expected) {
        assertThat(parse(text)).isEmpty();
        assertThat(problems).hasToString("[" + expected + "]");
        assertThat(problems).extracting(Problem::code).containsExactly(code);
    }

    private Mapping mapping(String text) {
        var documents = parse(text);
        assertThat(problems).isEmpty();
        return (Mapping) documents.get(0);
    }

    private static Entry entry(YamlNode mapping, String key) {
        return Objects.requireNonNull(((Mapping) mapping).entries().get(key), key);
    }

    private static Map<String, String> texts(Mapping mapping, String key) {
        var texts = new HashMap<String, String>();
        ((Mapping) entry(mapping, key).value())
                .entries()
                .forEach((name, entry) -> texts.put(name, ((Scalar) entry.value()).text()));
        return texts;
    }

    private List<YamlNode> parse(String text) {
        return parse(YamlLimits.DEFAULT, text);
    }

    private List<YamlNode> parse(byte[] content) {
        return new YamlParser(YamlLimits.DEFAULT).parse("config.yaml", content, problems::add);
    }

    private List<YamlNode> parse(YamlLimits limits, String text) {
        return new YamlParser(limits).parse("config.yaml", text.getBytes(StandardCharsets.UTF_8), problems::add);
    }

    private static YamlLimits limits(int maxBytes, int maxDepth, int maxNodes) {
        return new YamlLimits(maxBytes, maxDepth, maxNodes);
    }

    private static Location at(int line, int column) {
        return new Location("config.yaml", line, column);
    }
}
