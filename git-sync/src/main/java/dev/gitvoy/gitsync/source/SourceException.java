package dev.gitvoy.gitsync.source;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source could not be reached or read. The message is one line for an operator and holds no credentials. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1;

    private final SourceFailure failure;
    private final @Nullable Duration retryAfter;

    public SourceException(String message) {
        this(SourceFailure.LOCAL, message, null, null);
    }

    public SourceException(String message, Throwable cause) {
        this(SourceFailure.LOCAL, message, null, cause);
    }

    SourceException(SourceFailure failure, String message) {
        this(failure, message, null, null);
    }

    SourceException(SourceFailure failure, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    public SourceFailure failure() {
        return failure;
    }

    /** How long the source asked not to be asked again, as it said it: not bounded. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
