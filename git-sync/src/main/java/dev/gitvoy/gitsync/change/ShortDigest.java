package dev.gitvoy.gitsync.change;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is shown in place of a secret, so that people see whether it is another. */
public final class ShortDigest {
    private static final int BYTES = 6;

    private ShortDigest() {}

    /** {@code sha256:} and the first 12 hex digits. */
    public static String of(byte[] content) {
        return "sha256:" + HexFormat.of().formatHex(sha256(content), 0, BYTES);
    }

    /** The same of a text, as UTF-8. */
    public static String of(String content) {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }

    /** All of the digest of a text, in hex. */
    public static String hex(String content) {
        return HexFormat.of().formatHex(sha256(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
