package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
    private static final String CLUSTER = "\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster\n";

    @TempDir
    private Path temp;

    private SampleRepository repository;

    @BeforeEach
    void init() throws IOException {
        repository = SampleRepository.init(temp.resolve("repository"));
    }

    @Test
    void commits_areCompared_andSayWhomTheyReach() throws IOException {
        cluster("edge", "a", "1s");
        cluster("all", "b", "1s");
        repository.commit("first");
        cluster("edge", "a", "2s");
        repository.commit("second");

        var run = diff("HEAD~1..HEAD");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1))
                .containsExactly("1 cluster; group edge", "", "edge", "  ~ cluster a: connect_timeout 1s -> 2s");
        assertThat(diff("HEAD~1..").out().lines().skip(1))
                .isEqualTo(run.out().lines().skip(1).toList());
    }

    /** Who reviews has no key: what is encrypted with another is another. */
    @Test
    void encryptedSecrets_areComparedAsTheyStand() throws IOException {
        var sops = Path.of("../e2e/src/test/resources/dev/gitvoy/e2e/sops");
        for (var rotation : List.of("first", "second")) {
            repository.write("xds/edge/server.sops.yaml", Files.readString(sops.resolve(rotation + ".sops.yaml")));
            repository.commit(rotation);
        }

        var run = diff("HEAD~1..HEAD");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1).map(line -> line.replaceAll("sha256:\\p{XDigit}{12}", "DIGEST")))
                .containsExactly(
                        "1 secret; group edge",
                        "",
                        "edge",
                        "  ~ secret server",
                        "      tls_certificate.certificate_chain.inline_string DIGEST -> DIGEST",
                        "      tls_certificate.private_key.inline_string DIGEST -> DIGEST");
    }

    @Test
    void noDifference_isSaid() throws IOException {
        cluster("edge", "a", "1s");
        repository.commit("first");
        repository.write("README.md", "words");
        repository.commit("words");

        var run = diff("HEAD~1..HEAD", "--exit-code");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith("\nno changes\n");
    }

    @Test
    void exitCode_isOneForDifferences_whenAskedFor() throws IOException {
        cluster("edge", "a", "1s");
        repository.commit("first");
        cluster("edge", "a", "2s");
        repository.commit("second");

        assertThat(diff("HEAD~1..HEAD").exitCode()).isZero();
        assertThat(diff("HEAD~1..HEAD", "--exit-code").exitCode()).isEqualTo(1);
    }

    @Test
    void base_isComparedWithTheFilesAsTheyAre_fromWhereTheyParted() throws IOException {
        cluster("edge", "a", "1s");
        repository.commit("first");
        repository.git("checkout", "-q", "-b", "work");
        cluster("edge", "mine", "1s");
        repository.commit("mine");
        repository.git("checkout", "-q", "main");
        cluster("edge", "theirs", "1s");
        repository.commit("theirs");
        repository.git("checkout", "-q", "work");
        cluster("edge", "a", "3s");

        var base = CommandLineRun.of("diff", "--base", "main", repository.path().toString());
        var tips = diff("main..work");
        var parted = diff("main...work");

        assertThat(base.exitCode()).as(base.err()).isZero();
        assertThat(base.out())
                .contains("-> work tree\n", "where the history left that of main", "~ cluster a: ", "+ cluster mine")
                .doesNotContain("theirs");
        assertThat(tips.out()).contains("- cluster theirs", "+ cluster mine").doesNotContain("cluster a");
        assertThat(parted.out()).contains("+ cluster mine").doesNotContain("theirs", "cluster a");
    }

    @Test
    void folderInTheRepository_isTheConfiguration() throws IOException {
        repository.write("config/xds/edge/a.yaml", CLUSTER + "name: a\nconnect_timeout: 1s\n");
        repository.commit("first");
        repository.write("config/xds/edge/a.yaml", CLUSTER + "name: a\nconnect_timeout: 2s\n");
        repository.commit("second");
        var top = repository.path();
        repository.git("clone", "-q", "--bare", ".", "../bare.git");

        for (var run : List.of(
                CommandLineRun.of("diff", "HEAD~1..HEAD", top.resolve("config").toString()),
                CommandLineRun.of("diff", "HEAD~1..HEAD", top.toString(), "--path", "config/"),
                CommandLineRun.of(
                        "diff", "--base", "HEAD~1", top.resolve("config").toString()),
                CommandLineRun.of(
                        "diff", "main~1..main", temp.resolve("bare.git").toString(), "--path", "config"))) {
            assertThat(run.out()).as(run.err()).contains("  ~ cluster a: connect_timeout 1s -> 2s");
        }
        assertThat(diff("HEAD~1..HEAD").err()).contains(" holds no configuration; expected gitvoy.yaml, xds/,");
        assertThat(json("HEAD~1..HEAD", top.resolve("config").toString())
                        .at("/changes/0/file")
                        .asText())
                .isEqualTo("config/xds/edge/a.yaml");
    }

    @Test
    void newerStateWithErrors_tellsThemInstead() throws IOException {
        cluster("edge", "a", "1s");
        repository.commit("first");
        cluster("edge", "a", "soon");
        repository.commit("bad");

        for (var format : List.of("text", "markdown", "json")) {
            var run = diff("HEAD~1..HEAD", "--format", format);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .contains("xds/edge/a.yaml", "connect", "soon", "1 error; nothing of this would be served");
        }
        assertThat(diff("HEAD~1..HEAD").out()).contains("xds/edge/a.yaml:3:18: error: ");
    }

    @Test
    void olderStateWithErrors_leavesFilesToCompare() throws IOException {
        cluster("edge", "a", "soon");
        cluster("edge", "b", "1s");
        repository.commit("bad");
        cluster("edge", "a", "1s");
        repository.commit("mended");

        var run = diff("HEAD~1..HEAD");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("has 1 error itself, so only files are compared", "edge\n  ~ file xds/edge/a.yaml")
                .doesNotContain("b.yaml");
    }

    @Test
    void movedRoutes_areToldByPosition_andWeightsOfTheSameShareAsSuch() throws IOException {
        routes("{match: {prefix: /a}, route: {cluster: v1}}", "{match: {prefix: /b}, route: {cluster: v1}}");
        repository.commit("first");
        routes("{match: {prefix: /b}, route: {cluster: v1}}", "{match: {prefix: /a}, route: {cluster: v1}}");
        repository.commit("second");
        assertThat(diff("HEAD~1..HEAD").out()).containsPattern("~ route r/shop /[ab]: position \\d -> \\d\n");

        routes(
                "{match: {prefix: /a}, route: {weighted_clusters: {clusters: [{name: v1, weight: 1}, {name: v2, weight: 2}]}}}");
        repository.commit("third");
        routes(
                "{match: {prefix: /a}, route: {weighted_clusters: {clusters: [{name: v1, weight: 2}, {name: v2, weight: 4}]}}}");
        repository.commit("fourth");
        assertThat(diff("HEAD~1..HEAD").out()).contains("~ route r/shop /a: weights in one unit -> in another");
        assertThat(diff("HEAD~2..HEAD~1").out()).contains("v1 100 % -> 33.3 %\n", "v2 66.7 % added\n");
    }

    @Test
    void markdown_cannotBeBrokenOutOf() throws IOException {
        cluster("edge", "a", "1s");
        repository.commit("first");
        var hostile = "</code></td></details>|`*_x_*`<script>[l](http://e.example)@all#1\\u001b[31m$x$";
        repository.write(
                "xds/edge/b.yaml",
                CLUSTER + "name: \"" + hostile + "\"\nconnect_timeout: 1s\nalt_stat_name: \"" + hostile + "\"\n");
        repository.commit("hostile");

        var row = diff("HEAD~1..HEAD", "--format", "markdown")
                .out()
                .lines()
                .filter(line -> line.startsWith("| added"))
                .collect(Collectors.joining("\n"));

        assertThat(row).hasLineCount(1);
        var inner = row.substring(row.indexOf("<code>") + "<code>".length(), row.indexOf("</code>"));
        assertThat(inner).contains("script", "e.example").doesNotContainPattern("[<>|`*\\[\\]@$\u001b]|://");
        assertThat(row.chars().filter(c -> c == '|')).hasSize(4);
        assertThat(diff("HEAD~1..HEAD").out()).doesNotContain("\u001b");
    }

    @Test
    void markdown_isBounded_andSaysWhatIsLeftOut() throws IOException {
        clusters(2_000, "1s");
        repository.commit("first");
        clusters(2_000, "2s");
        repository.commit("second");

        var markdown = diff("HEAD~1..HEAD", "--format", "markdown").out();

        assertThat(markdown.length()).isBetween(50_000, 60_000);
        long told =
                markdown.lines().filter(line -> line.startsWith("| changed")).count();
        assertThat(markdown)
                .contains("### Gitvoy: 2000 clusters; group edge")
                .contains("**" + (2_000 - told) + " more are left out here for their length");
        assertThat(markdown.lines().filter(line -> line.startsWith("<details"))).hasSize(1);
        assertThat(markdown).contains("\n</details>\n");
    }

    @Test
    void wrongUse_isOneLine() throws IOException {
        cluster("edge", "a", "1s");
        repository.commit("first");

        assertThat(CommandLineRun.of("diff").err()).startsWith("gitvoy: what is to be compared? for example");
        assertThat(CommandLineRun.of("diff", "main").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("diff", "a..b", ".", "--base", "main").err())
                .startsWith("gitvoy: --base and A..B exclude each other");
        assertThat(diff("mian..HEAD").err()).startsWith("gitvoy: \"mian\" is no commit, branch or tag of ");
        assertThat(CommandLineRun.of("diff", "a..b", temp.toString()).err())
                .startsWith("gitvoy: " + temp + " is in no Git repository");
    }

    private CommandLineRun diff(String range, String... options) {
        var arguments = new ArrayList<>(List.of("diff", range, repository.path().toString()));
        arguments.addAll(List.of(options));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private static JsonNode json(String range, String directory) throws IOException {
        return new ObjectMapper()
                .readTree(CommandLineRun.of("diff", range, directory, "--format", "json")
                        .out());
    }

    private void cluster(String group, String name, String timeout) throws IOException {
        repository.write(
                "xds/" + group + "/" + name + ".yaml",
                CLUSTER + "name: " + name + "\nconnect_timeout: " + timeout + "\n");
    }

    private void clusters(int count, String timeout) throws IOException {
        repository.write(
                "xds/edge/many.yaml",
                IntStream.range(0, count)
                        .mapToObj(i -> CLUSTER + "name: cluster-" + i + "\nconnect_timeout: " + timeout + "\n")
                        .collect(Collectors.joining("---\n")));
    }

    private void routes(String... routes) throws IOException {
        cluster("edge", "v1", "1s");
        cluster("edge", "v2", "1s");
        repository.write(
                "xds/edge/routes.yaml",
                "\"@type\": type.googleapis.com/envoy.config.route.v3.RouteConfiguration\nname: r\nvirtual_hosts:\n"
                        + "- name: shop\n  domains: [\"*\"]\n  routes:\n  - " + String.join("\n  - ", routes) + "\n");
    }
}
