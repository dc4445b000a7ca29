package dev.gitvoy.gitsync.trust;

import dev.gitvoy.gitsync.problem.Excerpt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commit signature policy. A commit is trusted when one of these holds.
 *
 * <ul>
 *   <li>A key of the allowed signers signed it, and the key stands for the e-mail of the committer: a principal of an SSH key, a
 *       user id of an OpenPGP key. A key without an e-mail cannot sign: otherwise whoever is allowed could sign in another's
 *       name, and the history would no longer say who changed what.
 *   <li>A key of the forge signed it (a merge or an edit in the forge's web pages), the committer is the forge or an allowed
 *       signer, and the <em>author</em> is an allowed signer whose key is valid now. The forge is trusted to fill in the author
 *       of what it signs; who may press the button is its own affair (branch protection).
 * </ul>
 *
 * <p>The key has to be valid now and when the signature says that it was made. The second alone would mean nothing: whoever holds
 * an expired or stolen key writes any date. Commits beside the first-parent chain need no signature: who signs a merge
 * answers for what it brings.
 */
public final class CommitTrust {
    /** The setting that names the allowed signers, as messages call it. */
    public static final String SIGNERS_SETTING = "--allowed-signers";

    /** The setting that names the keys of the forge, as messages call it. */
    public static final String FORGE_SETTING = "--forge-signers";

    private final AllowedSigners signers;
    private final AllowedSigners forge;

    /**
     * @param forge keys with which the forge signs what is merged or edited in its web pages; {@link AllowedSigners#NONE} when
     *     such commits are not trusted
     */
    public CommitTrust(AllowedSigners signers, AllowedSigners forge) {
        this.signers = signers;
        this.forge = forge;
    }

    /**
     * What came of a first-parent chain.
     *
     * @param trusted how many commits, from the oldest on, are trusted; the last of them is where to stay
     * @param distrust why the next one is not; empty when all are trusted
     */
    public record Verdict(int trusted, Optional<Distrust> distrust) {}

    /**
     * Checks commits one by one, up to the first that is not trusted.
     *
     * @param oldestFirst a first-parent chain: the first parent of each is the one before it
     */
    public Verdict verify(List<RawCommit> oldestFirst, Instant now) {
        for (int i = 0; i < oldestFirst.size(); i++) {
            var expectedParent = i == 0
                    ? Optional.<String>empty()
                    : Optional.of(oldestFirst.get(i - 1).id());
            var distrust = check(oldestFirst.get(i), expectedParent, now);
            if (distrust.isPresent()) {
                return new Verdict(i, distrust);
            }
        }
        return new Verdict(oldestFirst.size(), Optional.empty());
    }

    /** Says why a commit is not trusted at a time; empty when it is. */
    public Optional<Distrust> check(RawCommit commit, Instant now) {
        return check(commit, Optional.empty(), now);
    }

    private Optional<Distrust> check(RawCommit commit, Optional<String> expectedParent, Instant now) {
        Optional<Objection> objection;
        try {
            objection = examine(commit, expectedParent, now);
        } catch (ObjectionException e) {
            objection = Optional.of(e.objection());
        }
        return objection.map(o -> new Distrust(commit.id(), o.code(), "commit " + commit.shortId() + " " + o.reason()));
    }

    private Optional<Objection> examine(RawCommit raw, Optional<String> expectedParent, Instant now)
            throws ObjectionException {
        var commit = CommitObject.parse(raw.content());
        if (!raw.isItsContent()) {
            throw new ObjectionException(
                    "commit-corrupt", "is not what is stored under its id; fetch the repository anew");
        }
        if (expectedParent.isPresent() && !commit.parents().stream().findFirst().equals(expectedParent)) {
            throw new ObjectionException(
                    "commit-elsewhere", "does not follow " + expectedParent.get() + "; fetch the repository anew");
        }
        if (commit.signature().isEmpty()) {
            throw new ObjectionException("commit-unsigned", "is not signed; sign it with a key of " + SIGNERS_SETTING);
        }
        try {
            return examine(commit, CommitSignature.parse(commit.signature().get()), now);
        } catch (RefusedException e) {
            throw new ObjectionException("signature-refused", "has a signature that " + e.reason());
        }
    }

    private Optional<Objection> examine(CommitObject commit, CommitSignature signature, Instant now)
            throws RefusedException, ObjectionException {
        if (signature.expires().isPresent() && !now.isBefore(signature.expires().get())) {
            throw new ObjectionException(
                    "signature-expired",
                    "has a signature that expired at " + signature.expires().get() + "; sign it anew");
        }
        var payload = commit.payload().bytes();
        var objections = new ArrayList<Objection>();
        var signedAt = signature.madeAt().orElse(commit.committer().time());

        for (var signer : signature.madeBy(signers, payload)) {
            var objection = flaw(signer, SIGNERS_SETTING, signedAt, now).or(() -> asCommitter(signer, commit));
            if (objection.isEmpty()) {
                return Optional.empty();
            }
            objections.add(objection.get());
        }
        for (var signer : signature.madeBy(forge, payload)) {
            var objection = flaw(signer, FORGE_SETTING, signedAt, now).or(() -> asForge(signer, commit, now));
            if (objection.isEmpty()) {
                return Optional.empty();
            }
            objections.add(objection.get());
        }
        return objections.isEmpty() ? Optional.of(unknown(signature)) : Optional.of(objections.get(0));
    }

    private static Objection unknown(CommitSignature signature) {
        return new Objection(
                "signer-unknown",
                "is signed by " + signature.keyName() + ", which is not in " + SIGNERS_SETTING
                        + "; sign with a key that is, or add this one (a forge's to " + FORGE_SETTING + ")");
    }

    private static Optional<Objection> flaw(Signer signer, String setting, Instant signedAt, Instant now) {
        return signer.flawAt(now)
                .or(() -> signer.flawAt(signedAt))
                .map(flaw -> new Objection(
                        "signer-invalid",
                        "is signed by " + signer.name() + ", which " + flaw
                                + "; sign with another key, or mend this one in " + setting));
    }

    private static Optional<Objection> asCommitter(Signer signer, CommitObject commit) {
        var email = commit.committer().email();
        if (signer.standsFor(email)) {
            return Optional.empty();
        }
        return Optional.of(new Objection(
                "signer-not-committer",
                "is signed by " + signer.name() + ", which does not stand for its committer \"" + Excerpt.of(email)
                        + "\"; commit with an e-mail of the key, or add this one to the key in " + SIGNERS_SETTING));
    }

    private Optional<Objection> asForge(Signer signer, CommitObject commit, Instant now) {
        var committer = commit.committer().email();
        if (!signer.standsFor(committer) && !signers.include(committer, now)) {
            return Optional.of(new Objection(
                    "forge-not-committer",
                    "is signed by the forge for the committer \"" + Excerpt.of(committer)
                            + "\", who is neither the forge nor in " + SIGNERS_SETTING
                            + "; add the e-mail to a key there"));
        }
        var author = commit.author().email();
        if (!signers.include(author, now)) {
            return Optional.of(new Objection(
                    "forge-author-unknown",
                    "is signed by the forge for the author \"" + Excerpt.of(author) + "\", who has no valid key in "
                            + SIGNERS_SETTING + "; let an allowed signer merge it, or add the e-mail to a key there"));
        }
        return Optional.empty();
    }
}
