package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.cache.CacheFile;
import dev.gitvoy.gitsync.cache.CacheKey;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.release.Compiler;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process compiled, in the process that comes after it. */
class XdsCacheTest {
    private static final String TYPE = "\"@type\": type.googleapis.com/envoy.";
    private static final String CLUSTER = TYPE + "config.cluster.v3.Cluster\n";

    /** Of everything that is kept: times to live, aliases, what is warmed on, names, references, warnings. */
    private static final Map<String, String> GOOD = Map.of(
            "xds/edge/a.yaml",
                    CLUSTER
                            + "name: a\ntype: EDS\neds_cluster_config: {eds_config: {ads: {}}, service_name: a-eds}\n---\n"
                            + CLUSTER + "name: unused\n",
            "xds/edge/e.yaml", TYPE + "config.endpoint.v3.ClusterLoadAssignment\ncluster_name: a-eds\n",
            "xds/edge/r.yaml", TYPE + "config.route.v3.RouteConfiguration\nname: r\n",
            "xds/all/v.yaml",
                    TYPE + "config.route.v3.VirtualHost\nname: r2/shop\ndomains: [shop.example.com]\n---\n" + TYPE
                            + "config.route.v3.RouteConfiguration\nname: r2\n",
            "xds/edge/t.yaml",
                    "resources:\n- " + TYPE + "service.discovery.v3.Resource\n  ttl: 30.5s\n  resource:\n    " + CLUSTER
                            + "    name: short-lived\n",
            "xds/edge/notes.txt", "nothing",
            "xds/edge/README.md", "nothing");

    private static final Map<String, String> BAD = Map.of(
            "xds/edge/unreadable.yaml", "a: [",
            "xds/edge/unknown.yaml", CLUSTER + "name: x\nlb_polcy: MAGLEV\n",
            "xds/nowhere.yaml", CLUSTER + "name: y\n");

    @TempDir
    private Path temp;

    @Test
    void secondProcess_compilesToTheSame_withoutReadingFiles() {
        var first = compiled(GOOD, false);
        var second = compiled(GOOD, true);

        assertThat(described(second)).isEqualTo(described(first)).hasSize(7);
        assertThat(((Outcome.Compiled) second).release().warnings())
                .isEqualTo(((Outcome.Compiled) first).release().warnings())
                .isNotEmpty();
    }

    @Test
    void errors_areKeptToo() {
        var first = (Outcome.Rejected) compiled(BAD, false);
        var second = (Outcome.Rejected) compiled(BAD, true);

        assertThat(second.problems()).isEqualTo(first.problems()).hasSize(3);
    }

    /** Of the text, not of what it was compiled to: it counts among the bytes of a commit. */
    @Test
    void knownSize_isOfTheFile() {
        var text = CLUSTER + "name: ä\n";
        var file = new SourceFile("xds/edge/a.yaml", "blob", text.getBytes(StandardCharsets.UTF_8));
        try (var cache = CacheFile.open(temp.resolve("compiled"), "me")) {
            new XdsCompiler(ResourceTypes.DEFAULT, cache)
                    .compile(null, new Compiler.Input(List.of(file), Set.of(), Map.of()));
        }
        try (var cache = CacheFile.open(temp.resolve("compiled"), "me")) {
            var compiler = new XdsCompiler(ResourceTypes.DEFAULT, cache);

            assertThat(compiler.knownSize("xds/edge/a.yaml", "blob")).hasValue(file.bytes().length);
            assertThat(compiler.knownSize("xds/edge/a.yaml", "another")).isEmpty();
        }
    }

    @Test
    void fileAtAnotherPath_isAnotherFile() {
        compiled(Map.of("xds/edge/a.yaml", CLUSTER + "name: a\n"), false);

        var moved = compiled(Map.of("xds/internal/a.yaml", CLUSTER + "name: a\n"), false);

        assertThat(((Outcome.Compiled) moved)
                        .release()
                        .artifact(XdsArtifact.KEY)
                        .scopes())
                .containsExactly("internal");
    }

    @Test
    void secrets_areNotWritten() throws Exception {
        compiled(
                Map.of(
                        "xds/edge/plain.yaml",
                        TYPE + "extensions.transport_sockets.tls.v3.Secret\nname: s\n"
                                + "generic_secret: {secret: {inline_string: hunter2}}\n",
                        "xds/edge/c.sops.yaml",
                        CLUSTER + "name: hunter3\n",
                        "xds/edge/d.yaml",
                        CLUSTER + "name: visible\n"),
                false);

        assertThat(Files.readString(temp.resolve("compiled"), StandardCharsets.ISO_8859_1))
                .contains("visible")
                .doesNotContain("hunter");
    }

    @Test
    void anotherProcess_findsThousandsOfFiles() {
        var files = new TreeMap<String, String>();
        for (int i = 0; i < 11_000; i++) {
            files.put("xds/edge/" + i + ".yaml", TYPE + "service.runtime.v3.Runtime\nname: l" + i + "\n");
        }
        var first = compiled(files, false);

        assertThat(described(compiled(files, true))).isEqualTo(described(first)).hasSize(11_000);
    }

    @Test
    void whatNobodyNeeds_isForgotten() throws Exception {
        try (var cache = CacheFile.open(temp.resolve("compiled"), "me")) {
            var compiler = new CommitCompiler(List.of(new XdsCompiler(ResourceTypes.DEFAULT, cache)));
            var release = ((Outcome.Compiled)
                            compile(compiler, Map.of("xds/edge/a.yaml", CLUSTER + "name: a\n"), false))
                    .release();
            for (int i = 0; i < 11_000; i++) {
                cache.put(new CacheKey("old", "" + i), 1, new byte[10]);
            }
            cache.flush();
            long before = Files.size(temp.resolve("compiled"));

            compiler.compile(release, commit(), new Changes(List.of(), Set.of(), List.of()));
            cache.flush();

            assertThat(Files.size(temp.resolve("compiled"))).isLessThan(before / 100);
        }
        assertThat(compiled(Map.of("xds/edge/a.yaml", CLUSTER + "name: a\n"), true))
                .isInstanceOf(Outcome.Compiled.class);
    }

    /** @param known whether there are no bytes to compile from */
    private Outcome compiled(Map<String, String> files, boolean known) {
        try (var cache = CacheFile.open(temp.resolve("compiled"), "me")) {
            var compiler = new CommitCompiler(List.of(new XdsCompiler(ResourceTypes.DEFAULT, cache)));
            return compile(compiler, files, known);
        }
    }

    private static Outcome compile(CommitCompiler compiler, Map<String, String> files, boolean known) {
        var changed = new TreeMap<>(files)
                .entrySet().stream()
                        .map(file -> {
                            var bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
                            // Files that are not for Envoy, and names without a group, are told by their path alone.
                            boolean isRead = !known || !file.getKey().endsWith(".yaml");
                            return new SourceFile(
                                    file.getKey(),
                                    Integer.toHexString(file.getValue().hashCode()),
                                    isRead ? bytes : new byte[] {'?'});
                        })
                        .toList();
        return compiler.compile(null, commit(), new Changes(changed, Set.of(), List.of(), true));
    }

    private static Commit commit() {
        return new Commit("0".repeat(40), "", "", Instant.EPOCH);
    }

    private static Map<String, String> described(Outcome outcome) {
        var described = new TreeMap<String, String>();
        var artifact = ((Outcome.Compiled) outcome).release().artifact(XdsArtifact.KEY);
        var scopes = new TreeSet<>(artifact.scopes());
        scopes.add(Name.EVERYONE);
        scopes.forEach(scope -> artifact.ofScope(scope)
                .forEach((type, byName) -> byName.forEach((name, resource) -> described.put(
                        scope + " " + resource,
                        resource.wrapped() + " " + resource.sum() + " " + resource.warmsOn() + resource.aliases()
                                + resource.ttl() + resource.at()))));
        return described;
    }
}
