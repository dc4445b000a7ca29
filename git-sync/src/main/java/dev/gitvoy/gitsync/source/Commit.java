package dev.gitvoy.gitsync.source;

import java.time.Instant;

/**
 * A version of the configuration as a whole.
 *
 * @param id what names it for good: a Git commit id, or for a plain folder a hash of its content
 * @param subject first line of the message
 * @param time when it was committed, by the committer's clock: for people, never for decisions
 */
public record Commit(String id, String author, String subject, Instant time) {
    /** The first characters of the id, as people quote it. */
    public String shortId() {
        return shortId(id);
    }

    /** The same of a commit of which nothing else is known. */
    public static String shortId(String id) {
        return id.substring(0, Math.min(10, id.length()));
    }
}
