package dev.gitvoy.gitsync.trust;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * The author or the committer of a commit, as the commit says.
 *
 * @param email in lower case
 * @param time by that person's clock, or whatever was written there
 */
record Person(String email, Instant time) {
    private static final int LONGEST_EMAIL = 320;

    /**
     * Reads {@code Name <email> 1780315200 +0000}, the value of a header. Git writes no other form; readers of others differ
     * in which address they take, so that one reader could check an address and another show a different one.
     */
    static Person parse(String header, byte[] value) throws ObjectionException {
        var line = new String(value, StandardCharsets.ISO_8859_1);
        int open = line.indexOf('<');
        int close = line.indexOf('>', open + 1);
        boolean isOnePair =
                open >= 0 && close > open && line.lastIndexOf('<') == open && line.lastIndexOf('>') == close;
        if (!isOnePair
                || close - open - 1 > LONGEST_EMAIL
                || !line.substring(close + 1).matches(" \\d{1,11} [+-]\\d{4}")) {
            throw new ObjectionException(
                    "commit-malformed",
                    "has a malformed " + header + " line; make the commit anew with Git (git commit --amend)");
        }
        var email = new String(
                line.substring(open + 1, close).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        var seconds = line.substring(close + 2, line.indexOf(' ', close + 2));
        return new Person(normalized(email), Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    /** The form in which addresses are compared: nobody has two mailboxes that differ in case alone. */
    static String normalized(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
