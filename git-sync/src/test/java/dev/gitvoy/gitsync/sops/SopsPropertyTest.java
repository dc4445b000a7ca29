package dev.gitvoy.gitsync.sops;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

class SopsPropertyTest {
    private static final Location PLACE = Location.startOf("random");
    private static final String RECIPIENT = publicKey(TestFiles.KEYS);
    private static final String OTHER = publicKey(TestFiles.OTHER_KEY);

    private static @Nullable Path folder;
    private static @Nullable SopsFiles opened;

    @BeforeContainer
    static void writeKeys() throws Exception {
        folder = Files.createTempDirectory("sops");
        opened = SopsFiles.opened(Optional.of(TestFiles.keyFile(folder, TestFiles.KEYS)));
    }

    @AfterContainer
    static void removeKeys() throws Exception {
        Files.delete(requireNonNull(folder).resolve("age.key"));
        Files.delete(folder);
    }

    @Property(tries = 200)
    void whatIsEncrypted_isDecrypted(@ForAll("trees") YamlNode.Mapping tree, @ForAll long seed) throws Exception {
        var problems = new ArrayList<Problem>();

        var read = read(new SopsEncryptor(seed).encrypt(tree, List.of(OTHER, RECIPIENT)), problems);

        assertThat(problems).isEmpty();
        assertThat(read.map(document -> shape(document.content()))).contains(shape(tree));
    }

    /** A character less, more or other: either it changes nothing that counts, or the file is refused. */
    @Property(tries = 300)
    void whatWasChanged_isRefusedOrTheSame(
            @ForAll("trees") YamlNode.Mapping tree, @ForAll long seed, @ForAll int where, @ForAll char with)
            throws Exception {
        var problems = new ArrayList<Problem>();
        var file = new StringBuilder(new SopsEncryptor(seed).encrypt(tree, List.of(RECIPIENT)));
        int index = Math.floorMod(where, file.length());
        if (with % 2 == 0) {
            file.deleteCharAt(index);
        } else {
            file.setCharAt(index, (char) (' ' + with % 95));
        }

        var read = read(file.toString(), problems);

        assertThat(read.isPresent()).isNotEqualTo(!problems.isEmpty());
        read.ifPresent(document -> assertThat(values(document.content())).isEqualTo(values(tree)));
        assertThat(problems).allSatisfy(problem -> assertThat(problem.message()).doesNotContain("confidential"));
    }

    private static Optional<SopsDocument> read(String file, List<Problem> problems) {
        return requireNonNull(opened).read("random.sops.yaml", file.getBytes(StandardCharsets.UTF_8), problems::add);
    }

    @Provide
    Arbitrary<YamlNode.Mapping> trees() {
        return mappings(Arbitraries.lazyOf(
                SopsPropertyTest::leaves,
                () -> mappings(leaves()).map(mapping -> mapping),
                () -> leaves().list().ofMaxSize(4).map(SopsPropertyTest::list)));
    }

    private static YamlNode list(List<YamlNode> items) {
        return new YamlNode.Sequence(PLACE, items);
    }

    private static Arbitrary<YamlNode.Mapping> mappings(Arbitrary<YamlNode> values) {
        var keys = Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(key -> isText(key) && !key.equals("sops") && !key.endsWith("_unencrypted"));
        return Arbitraries.maps(keys, values).ofMaxSize(5).map(SopsPropertyTest::mapping);
    }

    private static YamlNode.Mapping mapping(Map<String, YamlNode> values) {
        var entries = new LinkedHashMap<String, YamlNode.Entry>();
        values.forEach((key, value) -> entries.put(key, new YamlNode.Entry(PLACE, value)));
        return new YamlNode.Mapping(PLACE, entries);
    }

    private static Arbitrary<YamlNode> leaves() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .ofMaxLength(40)
                        .filter(SopsPropertyTest::isText)
                        .map(text -> scalar(text, false)),
                Arbitraries.strings().alpha().ofLength(6).map(text -> scalar("confidential " + text, false)),
                Arbitraries.longs().map(number -> scalar(String.valueOf(number), true)),
                Arbitraries.of(true, false).map(bool -> scalar(String.valueOf(bool), true)),
                Arbitraries.just(scalar("null", true)));
    }

    private static boolean isText(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static YamlNode scalar(String text, boolean plain) {
        return new YamlNode.Scalar(PLACE, text, plain);
    }

    private static Object shape(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            var shapes = new ArrayList<Object>();
            mapping.entries().forEach((key, entry) -> shapes.add(List.of(key, shape(entry.value()))));
            return shapes;
        }
        if (node instanceof YamlNode.Sequence list) {
            return list.items().stream().map(SopsPropertyTest::shape).toList();
        }
        var scalar = (YamlNode.Scalar) node;
        return scalar.text() + (scalar.plain() ? " plain" : "");
    }

    /** What the MAC is over: keys of values that are null or empty, and where lists end, are not. */
    private static List<String> values(YamlNode node) {
        var values = new ArrayList<String>();
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().values().forEach(entry -> values.addAll(values(entry.value())));
        } else if (node instanceof YamlNode.Sequence list) {
            list.items().forEach(item -> values.addAll(values(item)));
        } else if (node instanceof YamlNode.Scalar scalar
                && !scalar.isNull()
                && !scalar.text().isEmpty()) {
            values.add(scalar.text());
        }
        return values;
    }

    private static String publicKey(String keyFile) {
        return keyFile.lines()
                .filter(line -> line.startsWith("# public key: "))
                .findFirst()
                .orElseThrow()
                .substring("# public key: ".length());
    }
}
