package dev.gitvoy.serve;

/** Words for a port that cannot be listened on. */
final class PortInUse {
    private PortInUse() {}

    static StartException of(String option, String bind, int port, Exception cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new StartException(
                option + "=" + port + ": cannot listen on " + bind + ":" + port + " (" + root.getMessage()
                        + "); choose another port, or 0 for a free one",
                cause);
    }
}
