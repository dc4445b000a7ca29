package dev.gitvoy.authz.decision;

/** A request is written in a way that another program may read differently: it is refused rather than guessed at. */
public final class RefusedRequestException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedRequestException(String reason) {
        super(reason, null, false, false);
    }

    /** One word, for the answer and the log. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
