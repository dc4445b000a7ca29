package dev.gitvoy.gitsync.trust;

/** Says why a key or a signature is not taken: it is malformed, too weak or of a kind that is not supported. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
        super(reason, null, false, false);
    }

    /** The reason, as a clause without a subject's name: "is an RSA key of 1024 bits; ..". */
    String reason() {
        return String.valueOf(getMessage());
    }
}
