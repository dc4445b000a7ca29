package dev.gitvoy.envoy;

/** Says why one way to get something does not work on this machine; another way may. */
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    UnavailableException(String message) {
        super(message);
    }
}
