package dev.gitvoy.gitsync.source;

import java.io.UncheckedIOException;
import java.nio.channels.UnresolvedAddressException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoPackSignatureException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.errors.UnsupportedPackVersionException;
import org.eclipse.jgit.internal.JGitText;

/** The repository that is kept here does not hold what it should. Mended by fetching it anew. */
final class DamagedException extends Exception {
    private static final long serialVersionUID = 1;

    DamagedException(Throwable cause) {
        super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    }

    /** Whether a fetch failed by what is kept here, or perhaps by what was sent: the two look alike. */
    static boolean isCauseOf(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingObjectException
                    || cause instanceof IncorrectObjectTypeException
                    || cause instanceof CorruptObjectException
                    || cause instanceof PackInvalidException
                    || cause instanceof PackMismatchException
                    || cause instanceof NoPackSignatureException
                    || cause instanceof UnsupportedPackVersionException
                    || isOfReading(cause)
                    || String.valueOf(cause.getMessage())
                            .contains(JGitText.get().peerDidNotSupplyACompleteObjectGraph)) {
                return true;
            }
        }
        return false;
    }

    /** JGit believes what it reads: a wrong offset or length becomes whatever unchecked exception it leads to. */
    private static boolean isOfReading(Throwable cause) {
        return cause instanceof RuntimeException
                // The network's own, and those that only carry another one.
                && !(cause instanceof UnresolvedAddressException
                        || cause instanceof UncheckedIOException
                        || cause instanceof JGitInternalException);
    }
}
