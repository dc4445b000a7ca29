package dev.gitvoy.serve;

/** The program cannot start as asked: a port in use, a folder in use. The message is one line and says what to do. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    StartException(String message) {
        super(message);
    }
}
