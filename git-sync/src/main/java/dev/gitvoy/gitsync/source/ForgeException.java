package dev.gitvoy.gitsync.source;

import java.time.Duration;
import org.eclipse.jgit.errors.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is understood where it happens, on its way up through JGit. JGit answers any other exception of a connection
 * with further attempts; this type it passes on. The message lacks the address, which is put before it.
 */
final class ForgeException extends TransportException {
    private static final long serialVersionUID = 1;

    private final SourceFailure failure;
    private final @Nullable Duration retryAfter;

    ForgeException(SourceFailure failure, String message, @Nullable Throwable cause) {
        this(failure, message, null, cause);
    }

    ForgeException(SourceFailure failure, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    SourceException at(String url) {
        return new SourceException(failure, url + " " + getMessage(), retryAfter, this);
    }
}
