package dev.gitvoy.envoy;

/** No Envoy runs on this machine. The message lists what was tried and what to do, in several lines. */
public final class EnvoyNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EnvoyNotFoundException(String message) {
        super(message);
    }
}
