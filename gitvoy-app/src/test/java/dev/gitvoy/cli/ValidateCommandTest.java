package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.gitvoy.review.Paint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    /** Of a kind that nothing has to use. */
    private static final String LAYER = "\"@type\": type.googleapis.com/envoy.service.runtime.v3.Runtime\n";

    @TempDir
    private Path temp;

    @Test
    void goodFolder_isOk() throws IOException {
        write("xds/edge/a.yaml", LAYER + "name: a\n");

        var run = CommandLineRun.of("validate", temp.toString());

        assertThat(run).isEqualTo(new CommandLineRun(0, "ok: 1 file, 0 errors, 0 warnings\n", ""));
    }

    @Test
    void badFolder_listsAllProblemsWithPathsFromHere() throws IOException {
        writeMistakes();

        var run = CommandLineRun.of("validate", temp.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith(temp + "/xds/edge/a.yaml:3:1: error: unknown field \"lb_polcy\"")
                        && line.endsWith(" [unknown-field]"))
                .anyMatch(line -> line.startsWith(temp + "/xds/edge/b, b%.yaml:1:5: error: "))
                .anyMatch(line -> line.startsWith(temp + "/xds/edge/notes.txt:1:1: warning: this file is ignored")
                        && line.endsWith(" [not-yaml]"))
                .last()
                .isEqualTo("not ok: 3 files, 2 errors, 1 warning");
    }

    @Test
    void text_hasColoursOnATerminalOnly() {
        assertThat(Terminal.paint(true, Map.of())).isEqualTo(Paint.ANSI);
        assertThat(Terminal.paint(false, Map.of())).isEqualTo(Paint.NONE);
        assertThat(Terminal.paint(true, Map.of("NO_COLOR", "1"))).isEqualTo(Paint.NONE);
        assertThat(Terminal.paint(true, Map.of("TERM", "dumb"))).isEqualTo(Paint.NONE);
    }

    @Test
    void failOnWarning_failsForWarnings() throws IOException {
        write("xds/edge/a.yaml", LAYER + "name: a\n");
        write("xds/edge/notes.txt", "words");

        assertThat(CommandLineRun.of("validate", temp.toString()).exitCode()).isZero();
        assertThat(CommandLineRun.of("validate", temp.toString(), "--fail-on", "warning")
                        .exitCode())
                .isEqualTo(1);
        assertThat(CommandLineRun.of("validate", temp.toString(), "--fail-on", "all")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void revision_isChecked_notTheWorkTree() throws IOException {
        var repository = SampleRepository.init(temp.resolve("repository"));
        repository.write("config/xds/edge/a.yaml", LAYER + "name: a\nlb_polcy: RANDOM\n");
        var bad = repository.commit("bad");
        repository.write("config/xds/edge/a.yaml", LAYER + "name: a\n");
        repository.commit("good");
        repository.git("tag", "v1");
        repository.write("config/xds/edge/a.yaml", "a: [");
        var config = repository.path().resolve("config").toString();

        assertThat(CommandLineRun.of("validate", config).exitCode()).isEqualTo(1);
        assertThat(CommandLineRun.of("validate", config, "--rev", "v1").out())
                .isEqualTo("ok: 1 file, 0 errors, 0 warnings\n");
        assertThat(CommandLineRun.of("validate", repository.path().toString(), "--path", "config", "--rev", "main")
                        .exitCode())
                .isZero();
        var run = CommandLineRun.of("validate", config, "--rev", "HEAD~1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith(config + "/xds/edge/a.yaml:3:1: error: unknown field");
        var json = new ObjectMapper()
                .readTree(CommandLineRun.of("validate", config, "--rev", bad, "--format", "json")
                        .out());
        assertThat(json.path("commit").asText()).isEqualTo(bad);
        assertThat(json.at("/problems/0/file").asText()).isEqualTo("config/xds/edge/a.yaml");
    }

    @Test
    void bareRepository_needsARevision() throws IOException {
        var repository = SampleRepository.init(temp.resolve("repository"));
        repository.write("xds/edge/a.yaml", LAYER + "name: a\nlb_polcy: RANDOM\n");
        repository.commit("bad");
        repository.git("clone", "-q", "--bare", ".", "../bare.git");
        var bare = temp.resolve("bare.git").toString();

        var without = CommandLineRun.of("validate", bare);
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).startsWith("gitvoy: " + bare + " is a bare repository; say which commit of it");
        var with = CommandLineRun.of("validate", bare, "--rev", "main");
        assertThat(with.exitCode()).isEqualTo(1);
        assertThat(with.out()).startsWith("xds/edge/a.yaml:3:1: error: ");
    }

    @Test
    void whatIsNotThere_isWrongUsage() throws IOException {
        var nowhere = temp.resolve("nowhere").toString();
        assertThat(CommandLineRun.of("validate", nowhere).err())
                .startsWith("gitvoy: " + nowhere + " is not a folder\n");

        write("README.md", "words");
        var nothing = CommandLineRun.of("validate", temp.toString());
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err())
                .startsWith("gitvoy: " + temp
                        + " holds no configuration; expected gitvoy.yaml, xds/, ratelimit/, authz/ in it;");

        var repository = SampleRepository.init(temp.resolve("repository"));
        repository.write("xds/edge/a.yaml", LAYER + "name: a\n");
        repository.commit("first");
        var typo = CommandLineRun.of("validate", repository.path().toString(), "--rev", "mian");
        assertThat(typo.exitCode()).isEqualTo(2);
        assertThat(typo.err()).startsWith("gitvoy: \"mian\" is no commit, branch or tag of ");
    }

    @Test
    void json_hasTheDocumentedShape() throws IOException {
        writeMistakes();

        var run = CommandLineRun.of("validate", temp.toString(), "--format", "json");

        assertThat(run.exitCode()).isEqualTo(1);
        var json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("summary").toString()).isEqualTo("{\"ok\":false,\"files\":3,\"errors\":2,\"warnings\":1}");
        assertThat(json.path("commit").isNull()).isTrue();
        assertThat(json.at("/problems/0").toString())
                .startsWith("{\"file\":\"xds/edge/a.yaml\",\"line\":3,\"column\":1,\"severity\":\"error\","
                        + "\"code\":\"unknown-field\",\"message\":\"unknown field");
    }

    @Test
    void sarif_isValid() throws IOException {
        writeMistakes();

        var sarif = CommandLineRun.of("validate", temp.toString(), "--format", "sarif")
                .out();

        assertValidSarif(sarif);
        var run = new ObjectMapper().readTree(sarif).at("/runs/0");
        assertThat(run.at("/tool/driver/rules").findValuesAsText("id"))
                .containsExactly("not-yaml", "unknown-field", "yaml-syntax");
        assertThat(run.at("/tool/driver/rules/1/help/text").asText()).isNotBlank();
        var result = run.at("/results/1");
        assertThat(result.path("ruleId").asText()).isEqualTo("yaml-syntax");
        assertThat(result.path("ruleIndex").asInt()).isEqualTo(2);
        assertThat(result.path("level").asText()).isEqualTo("error");
        var place = result.at("/locations/0/physicalLocation");
        assertThat(place.at("/artifactLocation/uri").asText()).isEqualTo("xds/edge/b,%20b%25.yaml");
        assertThat(place.at("/region").toString()).isEqualTo("{\"startLine\":1,\"startColumn\":5}");
    }

    @Test
    void sarif_ofNothingWrong_isValid() throws IOException {
        write("xds/edge/a.yaml", LAYER + "name: a\n");

        var sarif = CommandLineRun.of("validate", temp.toString(), "--format", "sarif")
                .out();

        assertValidSarif(sarif);
        assertThat(new ObjectMapper().readTree(sarif).at("/runs/0/results")).isEmpty();
    }

    @Test
    void github_escapesWhatItsCommandsAreMadeOf() throws IOException {
        writeMistakes();
        write("xds/edge/c.yaml", LAYER + "name: a\n\"100%, sure\": 1\n");

        var run = CommandLineRun.of("validate", temp.toString(), "--format", "github");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("::error file=xds/edge/a.yaml,line=3,col=1,"
                        + "title=gitvoy%3A unknown-field::unknown field \"lb_polcy\""))
                .anyMatch(line -> line.startsWith(
                        "::error file=xds/edge/b%2C b%25.yaml,line=1,col=5,title=gitvoy%3A yaml-syntax::"))
                .anyMatch(line -> line.contains("::unknown field \"100%25, sure\""))
                .anyMatch(line -> line.startsWith("::warning file=xds/edge/notes.txt,line=1,col=1,"))
                .noneMatch(line -> line.startsWith("::notice"))
                .last()
                .asString()
                .startsWith("not ok: 4 files");
    }

    @Test
    void github_moreThanItShows_isSaid() throws IOException {
        for (int i = 0; i < 11; i++) {
            write("xds/edge/" + i + ".yaml", "a: [");
        }

        var run = CommandLineRun.of("validate", temp.toString(), "--format", "github");

        assertThat(run.out().lines().filter(line -> line.startsWith("::error ")))
                .hasSize(11);
        assertThat(run.out()).contains("::notice title=gitvoy::not ok: 11 files, 11 errors, 0 warnings; GitHub shows");
    }

    @Test
    void gitlab_isACodeQualityReport_whoseFingerprintsDoNotMove() throws IOException {
        writeMistakes();
        var before = gitlab();

        write("xds/edge/a.yaml", "# a line more\n" + LAYER + "name: a\nlb_polcy: RANDOM\n");
        var after = gitlab();

        assertThat(before).hasSize(3);
        assertThat(before.path(0).path("check_name").asText()).isEqualTo("unknown-field");
        assertThat(before.path(0).path("severity").asText()).isEqualTo("blocker");
        assertThat(before.path(0).path("location").toString())
                .isEqualTo("{\"path\":\"xds/edge/a.yaml\",\"lines\":{\"begin\":3}}");
        assertThat(after.at("/0/location/lines/begin").asInt()).isEqualTo(4);
        assertThat(after.findValuesAsText("fingerprint"))
                .isEqualTo(before.findValuesAsText("fingerprint"))
                .doesNotHaveDuplicates();
    }

    private JsonNode gitlab() throws IOException {
        return new ObjectMapper()
                .readTree(CommandLineRun.of("validate", temp.toString(), "--format", "gitlab")
                        .out());
    }

    private void writeMistakes() throws IOException {
        write("xds/edge/a.yaml", LAYER + "name: a\nlb_polcy: RANDOM\n");
        write("xds/edge/b, b%.yaml", "a: [");
        write("xds/edge/notes.txt", "words");
    }

    private static void assertValidSarif(String sarif) throws IOException {
        try (var schema = Objects.requireNonNull(
                ValidateCommandTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))) {
            var text = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                            .getSchema(text)
                            .validate(sarif, InputFormat.JSON))
                    .isEmpty();
        }
    }

    private void write(String path, String content) throws IOException {
        var file = temp.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
    }
}
