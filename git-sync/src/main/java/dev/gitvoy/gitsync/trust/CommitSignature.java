package dev.gitvoy.gitsync.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A signature of a commit, read but not yet believed. */
interface CommitSignature {
    /** Reads the value of {@code gpgsig}. */
    static CommitSignature parse(String armored) throws RefusedException {
        if (armored.startsWith("-----BEGIN SSH ")) {
            return SshSignature.parse(armored);
        }
        if (armored.startsWith("-----BEGIN PGP ")) {
            return PgpSignature.parse(armored);
        }
        throw new RefusedException("is neither of SSH nor of OpenPGP; sign with one of these");
    }

    /** The key that it says it is made with. */
    String keyName();

    /** When it says that it was made, where its format has a word for that. */
    Optional<Instant> madeAt();

    /** First moment at which it no longer counts, where its maker limited that. */
    Optional<Instant> expires();

    /** Returns those of the signers with whose key it was made over the payload. */
    List<? extends Signer> madeBy(AllowedSigners signers, byte[] payload) throws RefusedException, ObjectionException;

    static ObjectionException doesNotFit(String keyName) {
        return new ObjectionException(
                "signature-wrong",
                "has a signature by " + keyName
                        + " that does not fit its content: the commit was changed after signing, or the signature is another"
                        + " commit's; sign it anew, with git commit --amend -S");
    }
}
