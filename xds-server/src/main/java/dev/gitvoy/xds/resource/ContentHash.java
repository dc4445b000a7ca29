package dev.gitvoy.xds.resource;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Short names for content: 72 bits of SHA-256 in 12 characters. Short, because a reconnecting client sends one for each
 * resource it holds; long enough that two of a million versions are equal by chance once in some ten billion fleets.
 */
public final class ContentHash {
    private static final int BYTES = 9;

    private final MessageDigest digest;

    public ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String of(ByteString content) {
        var hash = new ContentHash();
        for (ByteBuffer part : content.asReadOnlyByteBufferList()) {
            hash.digest.update(part);
        }
        return hash.finish();
    }

    /** Adds a word; words are kept apart, so that {@code ab, c} differs from {@code a, bc}. */
    public ContentHash add(String word) {
        digest.update(word.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    /** The hash of all that was added; call this or {@link #finish}, once. */
    byte[] digest() {
        return digest.digest();
    }

    /** The hash of all that was added, shortened. */
    public String finish() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest(), BYTES));
    }
}
