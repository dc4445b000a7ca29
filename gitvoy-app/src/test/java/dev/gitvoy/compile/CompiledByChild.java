package dev.gitvoy.compile;

import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.serve.Compilers;
import dev.gitvoy.xds.resource.XdsArtifact;
import dev.gitvoy.xds.view.Views;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A program that compiles the same as any other run of it, and prints all that a replica has to agree on. */
final class CompiledByChild {
    /** Enough that they are compiled on all cores. */
    private static final int SERVICES = 300;

    private CompiledByChild() {}

    public static void main(String[] args) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var files = new ArrayList<>(Examples.files());
        for (int i = 0; i < SERVICES; i++) {
            files.add(service(i));
        }
        var compiler = Compilers.all();
        var good = (Outcome.Compiled) compiler.compile(null, commit(), all(files));
        good.release().warnings().forEach(out::println);

        var artifact = good.release().artifact(XdsArtifact.KEY);
        var scopes = new TreeSet<>(artifact.scopes());
        scopes.add(Name.EVERYONE);
        for (var scope : scopes) {
            artifact.ofScope(scope).values().forEach(byName -> byName.values()
                    .forEach(resource -> out.println(scope + " " + resource.type() + " " + resource.name() + " "
                            + resource.version() + " " + resource.at())));
        }
        var views = new Views();
        views.onRelease(good.release());
        for (var scope : artifact.scopes()) {
            artifact.ofScope(scope).keySet().stream()
                    .map(type -> scope + " " + type + " "
                            + views.current()
                                    .orElseThrow()
                                    .viewOf(scope)
                                    .of(type)
                                    .version())
                    .sorted()
                    .forEach(out::println);
        }

        files.add(new SourceFile("xds/quickstart/bad.yaml", "bad", """
                "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                name: hello-v2
                lb_polcy: MAGLEV
                connect_timeout: forever
                """.getBytes(StandardCharsets.UTF_8)));
        var bad = (Outcome.Rejected) compiler.compile(null, commit(), all(files));
        bad.problems().forEach(out::println);
    }

    private static SourceFile service(int number) {
        var name = "İstanbul-" + number;
        var text = """
                resources:
                - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                  name: %1$s
                  type: EDS
                  eds_cluster_config: {eds_config: {ads: {}}}
                  metadata: {filter_metadata: {z: {b: 1.5, a: [x, {d: 1, c: 2}]}, title: {i: I}}}
                - "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
                  cluster_name: %1$s
                """.formatted(name);
        return new SourceFile("xds/many/" + name + ".yaml", "id" + number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Changes all(List<SourceFile> files) {
        return new Changes(files, Set.of(), List.of(), true);
    }

    private static Commit commit() {
        return new Commit("0".repeat(40), "", "", Instant.EPOCH);
    }
}
