package dev.gitvoy.gitsync.sops;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.gitsync.yaml.YamlParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that SOPS itself encrypted are read as SOPS itself decrypts them. */
class SopsVectorsTest {
    @TempDir
    Path folder;

    private final List<Problem> problems = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all-types",
                "default-rule",
                "encrypted-suffix",
                "mac-only-encrypted",
                "regex",
                "rotated",
                "unencrypted-regex",
                "unencrypted-suffix"
            })
    void read_fileOfSops_isWhatSopsDecrypts(String name) {
        var file = name + ".sops.yaml";

        var document = opened().read(file, bytes(TestFiles.read(file)), problems::add);

        assertThat(problems).isEmpty();
        assertThat(document.map(SopsDocument::content).map(SopsVectorsTest::meaning))
                .contains(meaning(parse(name + ".decrypted.yaml", TestFiles.read(name + ".decrypted.yaml"))));
    }

    @Test
    void read_typedValues_keepTheirType() {
        var content = read("all-types").content();

        assertThat(List.of(
                        scalar(content, "quoted_number"),
                        scalar(content, "number"),
                        scalar(content, "quoted_bool"),
                        scalar(content, "truth")))
                .extracting(scalar -> scalar.text() + " " + scalar.plain())
                .containsExactly("12 false", "42 true", "true false", "true true");
    }

    @Test
    void read_decryptedTree_keepsThePlaces() {
        var encrypted = (YamlNode.Mapping) parse("regex.sops.yaml", TestFiles.read("regex.sops.yaml"));

        var content = read("regex").content();

        assertThat(places(child(content, "resources")))
                .isEqualTo(places(child(encrypted, "resources")))
                .hasSizeGreaterThan(10);
        assertThat(content.entries()).doesNotContainKey("sops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted-suffix", "mac-only-encrypted", "regex", "rotated"})
    void read_sealed_leavesTheValues(String name) {
        var file = name + ".sops.yaml";
        var encrypted = (YamlNode.Mapping) parse(file, TestFiles.read(file));

        var document = SopsFiles.sealed().read(file, bytes(TestFiles.read(file)), problems::add);

        assertThat(problems).isEmpty();
        var expected = new LinkedHashMap<>(encrypted.entries());
        expected.remove("sops");
        assertThat(document.map(SopsDocument::content).map(YamlNode.Mapping::entries))
                .contains(expected);
        assertThat(scalars(document.orElseThrow().content()))
                .allSatisfy(scalar -> assertThat(document.get().isSealed(scalar.at()))
                        .isEqualTo(scalar.text().startsWith("ENC[")));
    }

    private SopsFiles opened() {
        return SopsFiles.opened(Optional.of(TestFiles.keyFile(folder, TestFiles.KEYS)));
    }

    private SopsDocument read(String name) {
        var document = opened().read(name + ".sops.yaml", bytes(TestFiles.read(name + ".sops.yaml")), problems::add);
        assertThat(problems).isEmpty();
        return document.orElseThrow();
    }

    private static YamlNode parse(String file, String text) {
        var problems = new ArrayList<Problem>();
        var documents = new YamlParser(YamlLimits.DEFAULT).parse(file, bytes(text), problems::add);
        assertThat(problems).isEmpty();
        return documents.get(0);
    }

    /** Without places, and with scalars as Go understands them. */
    private static Object meaning(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            var meanings = new LinkedHashMap<String, Object>();
            mapping.entries().forEach((key, entry) -> meanings.put(key, meaning(entry.value())));
            return meanings;
        }
        if (node instanceof YamlNode.Sequence list) {
            return list.items().stream().map(SopsVectorsTest::meaning).toList();
        }
        var scalar = (YamlNode.Scalar) node;
        return scalar.isNull() ? "null" : "= " + GoValue.text(scalar);
    }

    private static List<String> places(YamlNode node) {
        var places = new ArrayList<String>();
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((key, entry) -> {
                places.add(
                        key + "@" + entry.keyAt().line() + ":" + entry.keyAt().column());
                places.addAll(places(entry.value()));
            });
        } else if (node instanceof YamlNode.Sequence list) {
            list.items().forEach(item -> places.addAll(places(item)));
        }
        places.add(node.at().line() + ":" + node.at().column());
        return places;
    }

    private static List<YamlNode.Scalar> scalars(YamlNode node) {
        var scalars = new ArrayList<YamlNode.Scalar>();
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().values().forEach(entry -> scalars.addAll(scalars(entry.value())));
        } else if (node instanceof YamlNode.Sequence list) {
            list.items().forEach(item -> scalars.addAll(scalars(item)));
        } else if (node instanceof YamlNode.Scalar scalar) {
            scalars.add(scalar);
        }
        return scalars;
    }

    private static YamlNode child(YamlNode.Mapping mapping, String key) {
        return requireNonNull(mapping.entries().get(key), key).value();
    }

    private static YamlNode.Scalar scalar(YamlNode.Mapping mapping, String key) {
        return (YamlNode.Scalar) child(mapping, key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
