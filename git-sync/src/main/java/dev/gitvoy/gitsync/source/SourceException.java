package dev.gitvoy.gitsync.source;

/** A source could not be reached or read. The message is one line for an operator and holds no credentials. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1;

    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
