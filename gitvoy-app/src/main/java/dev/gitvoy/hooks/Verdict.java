package dev.gitvoy.hooks;

/** Whether a delivery comes from somebody who knows a secret. */
enum Verdict {
    VALID("valid"),
    UNSIGNED("it has no signature; give the webhook a secret in the forge's settings"),
    MALFORMED("its signature is written in a way that we do not know"),
    WRONG("its signature does not match: the secret is not one of --webhook-secret-file, or the body was changed"),
    EXPIRED("it was signed more than 5 minutes before or after now; compare the clocks");

    private final String reason;

    Verdict(String reason) {
        this.reason = reason;
    }

    /** For an operator. */
    String reason() {
        return reason;
    }
}
