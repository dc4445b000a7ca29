package dev.gitvoy.hooks;

import java.util.Locale;

/** What became of a delivery. */
public enum Outcome {
    POLLED(200, "polling"),
    /** So soon after others that one poll serves them all. */
    COALESCED(202, "a poll is about to begin"),
    OTHER_REF(202, "other ref"),
    PING(200, "pong"),
    REPLAYED(200, "already seen"),
    REFUSED(401, "not signed with a secret that we know"),
    THROTTLED(429, "too many calls from this address were not signed with a secret that we know; wait"),
    TOO_LARGE(413, "larger than 1 MiB"),
    TOO_SLOW(408, "the body was not here in time"),
    BROKEN(400, "the body could not be read"),
    /** The secrets cannot be read; why is in the log. */
    NO_SECRET(503, "the webhook secret cannot be read; see the log");

    private final int status;
    private final String answer;

    Outcome(int status, String answer) {
        this.status = status;
        this.answer = answer;
    }

    /** As it stands in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    int status() {
        return status;
    }

    String answer() {
        return answer;
    }
}
