package dev.gitvoy.bench;

/** A measurement that did not come about. The message says which part did what. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
