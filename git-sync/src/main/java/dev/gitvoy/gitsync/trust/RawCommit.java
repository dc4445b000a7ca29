package dev.gitvoy.gitsync.trust;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A commit object as Git stores it: headers, a blank line, the message; what {@code git cat-file commit ID} prints. */
public final class RawCommit {
    private static final int SHA1_HEX = 40;
    private static final int SHORT = 10;

    private final String id;
    private final byte[] content;

    /**
     * @param id the full id under which the commit will be used, in lower-case hex
     * @param content whatever is stored there; it may be hostile
     */
    public RawCommit(String id, byte[] content) {
        if (!id.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new IllegalArgumentException("id: " + id + " (expected: 40 or 64 hex digits)");
        }
        this.id = id;
        this.content = content.clone();
    }

    public String id() {
        return id;
    }

    /** The first characters of the id, as people quote it. */
    String shortId() {
        return id.substring(0, SHORT);
    }

    /** The bytes themselves, not a copy. */
    byte[] content() {
        return content;
    }

    /** Whether the id is the one that Git gives to this content. */
    boolean isItsContent() {
        var hash = newDigest(id.length() == SHA1_HEX ? "SHA-1" : "SHA-256");
        hash.update(("commit " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(hash.digest(content)).equals(id);
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
