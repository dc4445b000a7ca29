package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.History;
import dev.gitvoy.gitsync.source.History.Relation;
import dev.gitvoy.gitsync.source.SourceException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which commit may be served next, before anything of it is read: what operators have ordered, how it follows the
 * served one, and who it is from. Used by the sync thread.
 */
final class Admission {
    private final ConfigSource source;
    private final CommitVerifier verifier;
    private final RewritePolicy rewrites;

    Admission(ConfigSource source, SyncRules rules) {
        this.source = source;
        this.verifier = rules.verifier();
        this.rewrites = rules.rewrites();
    }

    /**
     * What is to be done about the newest commit.
     *
     * @param next the commit to compile: the newest, or one that it is held for; empty when the served one stays
     * @param held why the newest one is not served; empty when it may be, or is
     */
    record Decision(Optional<Candidate> next, Optional<Problem> held) {
        static final Decision NOTHING = new Decision(Optional.empty(), Optional.empty());

        static Decision held(Problem why) {
            return new Decision(Optional.empty(), Optional.of(why));
        }
    }

    /**
     * A commit that may be served if nothing is wrong with it.
     *
     * @param guarded whether it may not delete much; an operator who has chosen it means what it does
     * @param trailers of the commits since the served one
     * @param notes what people should know of it
     * @param wasServed before this process began
     */
    record Candidate(Commit commit, boolean guarded, Set<String> trailers, List<Problem> notes, boolean wasServed) {
        Candidate(Commit commit, boolean guarded, Set<String> trailers, List<Problem> notes) {
            this(commit, guarded, trailers, notes, false);
        }

        static Candidate servedBefore(Commit commit) {
            return new Candidate(commit, false, Set.of(), List.of(), true);
        }
    }

    /** What decisions rest on, beside the commits and the orders. */
    String basis() {
        return verifier.basis();
    }

    Decision decide(@Nullable Commit served, Commit newest, Orders orders) throws SourceException {
        if (orders.pinned().isPresent()) {
            return pinned(served, newest, orders.pinned().get(), orders);
        }
        if (newest.equals(served)) {
            return Decision.NOTHING;
        }
        return orders.suspended()
                ? Decision.held(Settings.ofCommit(
                        "suspended", orders.by() + " has suspended Gitvoy; \"gitvoy resume\" ends that"))
                : followed(served, newest);
    }

    private Decision pinned(@Nullable Commit served, Commit newest, String id, Orders orders) throws SourceException {
        var held = newest.id().equals(id)
                ? Optional.<Problem>empty()
                : Optional.of(Settings.ofCommit(
                        "pinned",
                        orders.by() + " has pinned commit " + Commit.shortId(id) + "; \"gitvoy resume\" ends that"));
        if (served != null && served.id().equals(id)) {
            return new Decision(Optional.empty(), held);
        }
        var commit = source.find(id);
        // The operator decides what is served and how it follows, not whom to trust.
        var verdict = verifier.verify(source.history(null, commit).firstParents());
        return verdict.distrust().isPresent()
                ? Decision.held(
                        Settings.ofCommit("not-trusted", verdict.distrust().get()))
                : new Decision(Optional.of(new Candidate(commit, false, Set.of(), List.of())), held);
    }

    private Decision followed(@Nullable Commit served, Commit newest) throws SourceException {
        var history = source.history(served, newest);
        if (history.relation() == Relation.BACK && served != null) {
            return Decision.held(Settings.ofCommit(
                    "step-back",
                    "this commit is older than " + served.shortId()
                            + ", which is served: the branch was moved back, or the"
                            + " repository is an old copy; to serve it all the same: gitvoy pin " + newest.shortId()));
        }
        if (history.relation() == Relation.REWRITTEN && served != null && rewrites == RewritePolicy.HOLD) {
            return Decision.held(Settings.ofCommit(
                    "history-rewritten",
                    rewritten(served) + "; to serve it: gitvoy pin " + newest.shortId() + ", then gitvoy resume"));
        }
        var verdict = verifier.verify(history.firstParents());
        if (verdict.distrust().isEmpty()) {
            return new Decision(Optional.of(candidate(served, newest, history)), Optional.empty());
        }
        return new Decision(
                lastTrusted(served, history, verdict.trusted()),
                Optional.of(Settings.ofCommit("not-trusted", verdict.distrust().get())));
    }

    /** What came before the commit that is not trusted may be served. */
    private Optional<Candidate> lastTrusted(@Nullable Commit served, History history, int trusted)
            throws SourceException {
        if (trusted == 0) {
            return Optional.empty();
        }
        var last = source.find(history.firstParents().get(trusted - 1).id());
        return Optional.of(candidate(served, last, source.history(served, last)));
    }

    private static Candidate candidate(@Nullable Commit served, Commit commit, History history) {
        var notes = history.relation() == Relation.REWRITTEN && served != null
                ? List.of(Problem.warning(Location.startOf(Settings.FILE), "history-rewritten", rewritten(served)))
                : List.<Problem>of();
        return new Candidate(commit, true, history.trailers(), notes);
    }

    private static String rewritten(Commit served) {
        return "this commit does not follow " + served.shortId() + ", which was served: the branch was rewritten";
    }
}
