package dev.gitvoy.review;

import dev.gitvoy.authz.policy.AuthzArtifact;
import dev.gitvoy.authz.policy.PolicyDiff;
import dev.gitvoy.gitsync.change.Change;
import dev.gitvoy.gitsync.change.Change.Action;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.release.SettingsDiff;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.LocalRepository;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.ratelimit.rule.RateLimitArtifact;
import dev.gitvoy.ratelimit.rule.RateLimitDiff;
import dev.gitvoy.review.DiffReport.Side;
import dev.gitvoy.review.Target.Content;
import dev.gitvoy.xds.diff.XdsDiff;
import dev.gitvoy.xds.diff.XdsUses;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two states of a configuration: compiles the older one as a whole, the newer one from it, and asks each server what
 * differs.
 */
public final class Comparison {
    /** A section of gitvoy.yaml that xds-server tells of. */
    private static final String GROUPS = "groups";

    private final Target target;
    private final CommitCompiler compiler;
    private final List<String> notes = new ArrayList<>();

    public Comparison(Target target, CommitCompiler compiler) {
        this.target = target;
        this.compiler = compiler;
    }

    /**
     * Compares two commits.
     *
     * @param sinceParted whether to begin where their histories parted, so that only the newer one's own changes are told
     */
    public DiffReport commits(String from, String to, boolean sinceParted) throws SourceException {
        try (var repository = LocalRepository.open(target.directory())) {
            var after = repository.find(to);
            var before = repository.find(from);
            if (sinceParted) {
                before = parted(repository, from, before, after);
            }
            return compare(repository, new Side(from, Optional.of(before)), before, to, after);
        }
    }

    /** Compares the files as they lie in the folder with the commit where what is checked out left another. */
    public DiffReport folder(String base) throws SourceException {
        try (var repository = LocalRepository.open(target.directory())) {
            if (repository.isBare()) {
                throw new SourceException(target.directory()
                        + " is a bare repository without a work tree; say which commits to compare, for example "
                        + base + "..HEAD");
            }
            var before = repository.find(base);
            var head = repository.head();
            if (head.isPresent()) {
                before = parted(repository, base, before, head.get());
            }
            return compare(repository, new Side(base, Optional.of(before)), before, "work tree", null);
        }
    }

    private Commit parted(LocalRepository repository, String name, Commit before, Commit after) throws SourceException {
        var base = repository.mergeBase(before, after);
        if (base.isEmpty()) {
            notes.add("no common commit of the two is known here, so all that differs from " + name + " is told;"
                    + " in a shallow clone, fetch more of the history");
            return before;
        }
        if (!base.get().equals(before)) {
            notes.add("compared with " + base.get().shortId() + ", where the history left that of " + name);
        }
        return base.get();
    }

    /** @param after null for the files as they lie in the folder */
    private DiffReport compare(LocalRepository repository, Side from, Commit before, String to, @Nullable Commit after)
            throws SourceException {
        var root = target.folderIn(repository);
        var old = repository.changes(null, before, root, compiler.paths());
        var side = new Side(to, Optional.ofNullable(after));
        var compiled = compiler.compile(null, before, old);
        if (!(compiled instanceof Outcome.Compiled good)) {
            return compareFiles(from, side, compiled, old, whole(repository, root, after));
        }
        Content newer;
        if (after == null) {
            var folder = target.folder(compiler.paths());
            newer = new Content(folder.commit(), between(old, folder.changes()));
        } else {
            newer = new Content(after, repository.changes(before, after, root, compiler.paths()));
        }
        if (isEmpty(old) && isEmpty(newer.changes())) {
            throw target.nothing(compiler.places());
        }
        var outcome = compiler.compile(good.release(), newer.commit(), newer.changes());
        return outcome instanceof Outcome.Rejected rejected
                ? rejected(from, side, rejected)
                : report(from, side, differences(good.release(), ((Outcome.Compiled) outcome).release()));
    }

    private Content whole(LocalRepository repository, String root, @Nullable Commit commit) throws SourceException {
        return commit == null
                ? target.folder(compiler.paths())
                : new Content(commit, repository.changes(null, commit, root, compiler.paths()));
    }

    /** What is left to do when the older state has errors. */
    private DiffReport compareFiles(Side from, Side to, Outcome compiled, Changes old, Content newer) {
        var outcome = compiler.compile(null, newer.commit(), newer.changes());
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected(from, to, rejected);
        }
        long errors = CheckReport.problemsOf(compiled).stream()
                .filter(Problem::isError)
                .count();
        notes.add(from + " has " + Words.count(errors, "error") + " itself, so only files are compared");
        return report(from, to, files(old, newer.changes()));
    }

    private static boolean isEmpty(Changes changes) {
        return changes.changed().isEmpty() && changes.problems().isEmpty();
    }

    private DiffReport report(Side from, Side to, List<Difference> differences) {
        return new DiffReport(target, from, to, notes, differences, List.of());
    }

    private DiffReport rejected(Side from, Side to, Outcome.Rejected rejected) {
        return new DiffReport(target, from, to, notes, List.of(), rejected.problems());
    }

    /** What is to be compiled on top of one state to have the other; both are whole. */
    private static Changes between(Changes before, Changes after) {
        var known = byPath(before);
        var changed = after.changed().stream()
                .filter(file -> !sameContent(known.get(file.path()), file))
                .toList();
        var removed = new TreeSet<>(known.keySet());
        removed.removeAll(byPath(after).keySet());
        return new Changes(changed, removed, after.problems());
    }

    private static boolean sameContent(@Nullable SourceFile one, @Nullable SourceFile other) {
        return one != null
                && other != null
                && (one.contentId().equals(other.contentId()) || Arrays.equals(one.bytes(), other.bytes()));
    }

    private static Map<String, SourceFile> byPath(Changes whole) {
        var files = new HashMap<String, SourceFile>();
        whole.changed().forEach(file -> files.put(file.path(), file));
        return files;
    }

    private static List<Difference> differences(Release before, Release after) {
        var differences = new ArrayList<Difference>();
        var xds = after.artifact(XdsArtifact.KEY);
        var oldXds = before.artifact(XdsArtifact.KEY);
        XdsDiff.between(oldXds, xds)
                .forEach(change -> differences.add(new Difference(change, Reach.of(Set.of(change.scope())))));
        var limits =
                RateLimitDiff.between(before.artifact(RateLimitArtifact.KEY), after.artifact(RateLimitArtifact.KEY));
        var policies = PolicyDiff.between(before.artifact(AuthzArtifact.KEY), after.artifact(AuthzArtifact.KEY));
        if (!limits.isEmpty() || !policies.isEmpty()) {
            var uses = List.of(XdsUses.of(oldXds), XdsUses.of(xds));
            limits.forEach(change -> {
                var scopes = new TreeSet<String>();
                uses.forEach(each -> scopes.addAll(each.ofDomain(RateLimitDiff.domainOf(change))));
                differences.add(new Difference(change, Reach.of(scopes)));
            });
            var scopes = new TreeSet<String>();
            uses.forEach(each -> scopes.addAll(each.ofAuthorization()));
            policies.forEach(change -> differences.add(new Difference(change, Reach.of(scopes))));
        }
        SettingsDiff.between(before, after, Set.of(GROUPS))
                .forEach(change -> differences.add(new Difference(
                        change, change.name().startsWith("ratelimit.") ? Reach.EVERYONE : Reach.NOBODY)));
        return differences;
    }

    /** Of a configuration that cannot be compiled, only which files differ can be told. */
    private static List<Difference> files(Changes before, Changes after) {
        var left = byPath(before);
        var right = byPath(after);
        var paths = new TreeMap<String, Action>();
        left.keySet().stream()
                .filter(path -> !right.containsKey(path))
                .forEach(path -> paths.put(path, Action.REMOVED));
        right.forEach((path, file) -> {
            var was = left.get(path);
            if (was == null) {
                paths.put(path, Action.ADDED);
            } else if (!sameContent(was, file)) {
                paths.put(path, Action.CHANGED);
            }
        });
        var differences = new ArrayList<Difference>();
        paths.forEach((path, action) -> {
            var names = path.split("/", 3);
            boolean ofGroup = names.length == 3 && names[0].equals("xds") && !names[1].equals("all");
            var scope = ofGroup ? names[1] : Name.EVERYONE;
            var change = new Change(action, "file", scope, path, List.of(), Location.startOf(path));
            differences.add(new Difference(change, Reach.of(Set.of(scope))));
        });
        return differences;
    }
}
