package dev.gitvoy.envoycheck;

import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The deeper check: what each node group is served is made into a bootstrap of static resources, and {@code envoy --mode
 * validate} judges it. A resource that Envoy refuses is left out and Envoy is asked again, so that all of them are found.
 */
public final class EnvoyCheck {
    static final String REFUSED = "envoy-refused";
    static final String UNCHECKED = "envoy-unchecked";
    static final String TLS_PAIR = "tls-pair";

    /** Envoy's words about a file that is not on this machine. */
    private static final Pattern FILE_MISSING = Pattern.compile(
            "(?i)unable to (read|open) file|invalid path|no such file|must refer to an existing path|file .*not exist");

    private final EnvoyCommand envoy;

    /** @param envoy is run once for each group, and about ten times more for each resource that it refuses */
    public EnvoyCheck(EnvoyCommand envoy) {
        this.envoy = envoy;
    }

    /**
     * Returns what Envoy refuses as errors, and what it could not be asked about as warnings, sorted.
     *
     * @throws IOException when Envoy cannot be run, or accepts nothing at all
     */
    public List<Problem> check(Release release) throws IOException {
        try (var run = EnvoyRun.of(envoy)) {
            return check(release.artifact(XdsArtifact.KEY), run);
        }
    }

    /** What became of the same resources in another group. */
    private record Asked(Snapshot snapshot, Culprits.Found found) {}

    List<Problem> check(XdsArtifact artifact, Judge judge) throws IOException {
        var problems = new TreeSet<Problem>();
        var asked = new HashMap<String, Asked>();
        var prepared = new HashMap<Resource, Prepared>();
        // What everyone is served comes first; the groups need not find its mistakes again.
        Set<Resource> refused = new HashSet<>();
        for (var snapshot : Snapshot.of(artifact)) {
            snapshot.inOrder()
                    .forEach(each -> problems.addAll(prepare(each, prepared).problems()));
            var found = found(snapshot, prepared, refused, asked, judge);
            found.culprits().forEach((resource, words) -> {
                refused.add(resource);
                problems.add(problem(resource, words, prepare(resource, prepared)));
            });
            found.unfinished().ifPresent(why -> problems.add(unfinished(snapshot, why)));
        }
        return List.copyOf(problems);
    }

    private static Prepared prepare(Resource resource, Map<Resource, Prepared> prepared) {
        return prepared.computeIfAbsent(resource, Prepared::of);
    }

    private static Culprits.Found found(
            Snapshot snapshot,
            Map<Resource, Prepared> prepared,
            Set<Resource> refused,
            Map<String, Asked> asked,
            Judge judge)
            throws IOException {
        var before = asked.get(snapshot.key());
        if (before != null) {
            return before.found().in(before.snapshot(), snapshot);
        }
        var resources = new ArrayList<>(snapshot.inOrder());
        resources.removeAll(refused);
        var config = new StaticConfig(snapshot, prepared);
        var found = new Culprits(in -> judge.judge(config.with(in))).find(resources);
        asked.put(snapshot.key(), new Asked(snapshot, found));
        return found;
    }

    private Problem problem(Resource resource, String words, Prepared prepared) {
        var what = envoy + " refuses the " + resource.type().kind() + " \"" + resource.name() + "\": " + words;
        // What stands in for a file, or a file that only Envoy's machine has, is no mistake of the author.
        return prepared.standsInForFile() || FILE_MISSING.matcher(words).find()
                ? Problem.warning(
                        resource.at(), UNCHECKED, what + "; it needs a file that is not here, so it is not checked")
                : Problem.error(resource.at(), REFUSED, what);
    }

    private static Problem unfinished(Snapshot snapshot, String why) {
        return Problem.error(
                snapshot.inOrder().get(0).at(),
                UNCHECKED,
                "what " + snapshot.who() + " served is not checked as a whole: " + why);
    }
}
