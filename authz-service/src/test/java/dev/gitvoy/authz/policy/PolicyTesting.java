package dev.gitvoy.authz.policy;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Commits for tests. */
public final class PolicyTesting {
    /** Identities: {@code key}, {@code anyone}, and {@code delegating}, a key whose store Envoy judges. */
    public static final String DEFAULTS = """
            kind: Defaults
            spec: {identityHeaders: [X-Roles]}
            identities:
              key: {apiKey: {from: [{header: x-api-key}]}}
              anyone: {anonymous: {}}
              delegating: {apiKey: {onStoreDown: delegate}}
            """;

    private static final CommitCompiler COMPILER = new CommitCompiler(List.of(new AuthzCompiler()));

    private PolicyTesting() {}

    /** A policy for everybody. */
    public static String policy(String name, String match) {
        return "kind: Policy\nmetadata: {name: " + name + "}\nmatch: " + match
                + "\nauthenticate: {anyOf: [anyone]}\nallow: [{name: everyone}]\n";
    }

    /** A release of these documents, after {@link #DEFAULTS}. */
    public static Release release(String... documents) {
        var files = Map.of("authz/a.yaml", DEFAULTS + "---\n" + String.join("---\n", documents));
        var outcome = compile(files);
        if (outcome instanceof CommitCompiler.Outcome.Compiled compiled) {
            return compiled.release();
        }
        throw new AssertionError(((CommitCompiler.Outcome.Rejected) outcome).problems());
    }

    static List<String> problems(Map<String, String> files) {
        var outcome = compile(files);
        var problems = outcome instanceof CommitCompiler.Outcome.Rejected rejected
                ? rejected.problems()
                : ((CommitCompiler.Outcome.Compiled) outcome).release().warnings();
        return problems.stream().map(Problem::toString).toList();
    }

    private static CommitCompiler.Outcome compile(Map<String, String> files) {
        var changed = new TreeMap<>(files)
                .entrySet().stream()
                        .map(file -> new SourceFile(
                                file.getKey(), file.getValue(), file.getValue().getBytes(StandardCharsets.UTF_8)))
                        .toList();
        return COMPILER.compile(
                null,
                new Commit("c" + files.hashCode(), "", "", Instant.EPOCH),
                new Changes(changed, Set.of(), List.of()));
    }
}
