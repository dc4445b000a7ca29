package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Resources compiled on top of others against the same compiled from nothing. */
class XdsIncrementalTest {
    private static final List<String> GROUPS = List.of("all", "edge", "internal");
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final String TYPE = "\"@type\": type.googleapis.com/envoy.config.";

    private final CommitCompiler compiler = new CommitCompiler(List.of(new XdsCompiler(ResourceTypes.DEFAULT)));

    @Property(tries = 150)
    void compile_onTopOfAnother_equalsCompileFromNothing(@ForAll long seed) {
        var random = new Random(seed);
        var files = new TreeMap<String, String>();
        @Nullable Release base = null;
        for (int step = 0; step < 20; step++) {
            var before = new TreeMap<>(files);
            edit(files, random);
            var whole = compile(null, Map.of(), files);
            var onTop = base == null ? whole : compile(base, before, files);

            assertThat(problems(onTop)).isEqualTo(problems(whole));
            if (onTop instanceof Outcome.Compiled compiled) {
                var artifact = compiled.release().artifact(XdsArtifact.KEY);
                var fresh = ((Outcome.Compiled) whole).release().artifact(XdsArtifact.KEY);
                assertThat(artifact.scopes()).isEqualTo(fresh.scopes());
                assertThat(versions(artifact)).isEqualTo(versions(fresh));
                if (base != null) {
                    assertThat(artifact.changesSince(base.artifact(XdsArtifact.KEY)))
                            .containsAll(differences(base.artifact(XdsArtifact.KEY), fresh));
                }
                base = compiled.release();
            } else {
                // As in service: a rejected commit is no base for the next.
                files.clear();
                files.putAll(before);
            }
        }
    }

    private static void edit(Map<String, String> files, Random random) {
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            var path = "xds/" + any(GROUPS, random) + "/" + any(NAMES, random) + any(List.of(".yaml", ".txt"), random);
            if (random.nextInt(4) == 0) {
                files.remove(path);
            } else {
                files.put(path, text(random));
            }
        }
    }

    private static String text(Random random) {
        var documents = new ArrayList<String>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            documents.add(document(random));
        }
        return String.join("---\n", documents);
    }

    private static String document(Random random) {
        var name = any(NAMES, random);
        return switch (random.nextInt(5)) {
            case 0 -> TYPE + "cluster.v3.Cluster\nname: " + name + "\nconnect_timeout: " + random.nextInt(9) + "s\n";
            case 1 -> TYPE + "endpoint.v3.ClusterLoadAssignment\ncluster_name: " + name + "\n";
            case 2 ->
                TYPE + "route.v3.RouteConfiguration\nname: " + name
                        + "\nvirtual_hosts:\n- {name: v, domains: [x], routes:"
                        + " [{match: {prefix: /}, route: {cluster: " + any(NAMES, random) + "}}]}\n";
            case 3 ->
                TYPE + "listener.v3.Listener\nname: " + name
                        + "\naddress: {socket_address: {address: 127.0.0.1, port_value: " + (8000 + random.nextInt(3))
                        + "}}\n";
            default -> any(List.of("resources: []\n", "resources: {\n", "clusters: 5\n"), random);
        };
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static List<Problem> problems(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? rejected.problems()
                : ((Outcome.Compiled) outcome).release().warnings();
    }

    private static Map<ResourceKey, String> versions(XdsArtifact artifact) {
        var versions = new HashMap<ResourceKey, String>();
        var scopes = new TreeSet<>(artifact.scopes());
        scopes.add(Name.EVERYONE);
        scopes.forEach(scope -> artifact.ofScope(scope)
                .forEach((type, byName) -> byName.forEach((name, resource) ->
                        versions.put(new ResourceKey(scope, type, name), resource.version() + "@" + resource.at()))));
        return versions;
    }

    private static List<ResourceKey> differences(XdsArtifact one, XdsArtifact other) {
        var before = versions(one);
        var after = versions(other);
        var keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
        return List.copyOf(keys);
    }

    private Outcome compile(@Nullable Release base, Map<String, String> before, Map<String, String> after) {
        var changed = after.entrySet().stream()
                .filter(file -> !file.getValue().equals(before.get(file.getKey())))
                .map(file -> new SourceFile(
                        file.getKey(), file.getValue(), file.getValue().getBytes(StandardCharsets.UTF_8)))
                .toList();
        var removed = new TreeSet<>(before.keySet());
        removed.removeAll(after.keySet());
        var commit = new Commit("0".repeat(40), "", "", Instant.EPOCH);
        return compiler.compile(base, commit, new Changes(changed, removed, List.of(), base == null));
    }
}
