package dev.gitvoy.gitsync.source;

/** A file that was left in its source until it was needed cannot be read; the cause says why. */
public final class UnreadableFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final SourceException reason;

    UnreadableFileException(SourceException reason) {
        super(reason);
        this.reason = reason;
    }

    public SourceException reason() {
        return reason;
    }
}
