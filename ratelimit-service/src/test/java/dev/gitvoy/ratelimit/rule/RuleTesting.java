package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Commits and descriptors for tests. */
public final class RuleTesting {
    private static final CommitCompiler COMPILER = new CommitCompiler(List.of(new RateLimitCompiler()));

    private RuleTesting() {}

    /** A release of one domain's file. */
    public static Release release(String... yaml) {
        var files = new TreeMap<String, String>();
        for (int i = 0; i < yaml.length; i++) {
            files.put("ratelimit/" + i + ".yaml", yaml[i]);
        }
        return release(null, files, Set.of());
    }

    /** A release of these files. */
    public static Release release(Map<String, String> files) {
        return release(null, files, Set.of());
    }

    static Release release(@Nullable Release base, Map<String, String> files, Set<String> removed) {
        var outcome = compile(base, files, removed);
        if (outcome instanceof CommitCompiler.Outcome.Compiled compiled) {
            return compiled.release();
        }
        throw new AssertionError(((CommitCompiler.Outcome.Rejected) outcome).problems());
    }

    /** Errors and warnings, in the order in which they are told. */
    static List<String> problems(Map<String, String> files) {
        var outcome = compile(null, files, Set.of());
        var problems = outcome instanceof CommitCompiler.Outcome.Rejected rejected
                ? rejected.problems()
                : ((CommitCompiler.Outcome.Compiled) outcome).release().warnings();
        return problems.stream().map(Problem::toString).toList();
    }

    private static CommitCompiler.Outcome compile(
            @Nullable Release base, Map<String, String> files, Set<String> removed) {
        var changed = new TreeMap<>(files)
                .entrySet().stream()
                        .map(file -> new SourceFile(
                                file.getKey(), file.getValue(), file.getValue().getBytes(StandardCharsets.UTF_8)))
                        .toList();
        return COMPILER.compile(
                base,
                new Commit("c" + files.hashCode(), "", "", Instant.EPOCH),
                new Changes(changed, removed, List.of()));
    }

    /** @param entries keys and values in turn */
    public static RateLimitDescriptor descriptor(String... entries) {
        var descriptor = RateLimitDescriptor.newBuilder();
        for (int i = 0; i < entries.length; i += 2) {
            descriptor.addEntries(
                    RateLimitDescriptor.Entry.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
        }
        return descriptor.build();
    }
}
