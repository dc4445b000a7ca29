package dev.gitvoy.gitsync.sops;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** A value as SOPS writes it: {@code ENC[AES256_GCM,data:..,iv:..,tag:..,type:str]}. Immutable. */
final class EncryptedValue {
    private static final Pattern FORM = Pattern.compile(
            "ENC\\[AES256_GCM,data:([A-Za-z0-9+/=]++),iv:([A-Za-z0-9+/=]{1,128}+),tag:([A-Za-z0-9+/=]{1,64}+),type:([a-z]{1,16}+)]");
    private static final int TAG_BYTES = 16;

    private final byte[] data;
    private final byte[] iv;
    private final byte[] tag;
    private final String type;

    private EncryptedValue(byte[] data, byte[] iv, byte[] tag, String type) {
        this.data = data;
        this.iv = iv;
        this.tag = tag;
        this.type = type;
    }

    /** Whether a text is meant to be one, well formed or not. */
    static boolean isMeant(String text) {
        return text.startsWith("ENC[");
    }

    static Optional<EncryptedValue> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            var base64 = Base64.getDecoder();
            var value = new EncryptedValue(
                    base64.decode(parts.group(1)),
                    base64.decode(parts.group(2)),
                    base64.decode(parts.group(3)),
                    parts.group(4));
            return value.iv.length > 0 && value.tag.length == TAG_BYTES ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code str}, {@code int}, {@code float}, {@code bool}, {@code bytes}, {@code time} or {@code comment}. */
    String type() {
        return type;
    }

    /**
     * Decrypts it.
     *
     * @param context what it was encrypted with: the keys that lead to it, each with a colon behind it
     * @throws GeneralSecurityException when it was changed, moved, or encrypted under another key
     */
    byte[] open(Key key, String context) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        var sealed = new byte[data.length + tag.length];
        System.arraycopy(data, 0, sealed, 0, data.length);
        System.arraycopy(tag, 0, sealed, data.length, tag.length);
        return cipher.doFinal(sealed);
    }
}
