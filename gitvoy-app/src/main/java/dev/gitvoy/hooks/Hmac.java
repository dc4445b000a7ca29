package dev.gitvoy.hooks;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256, which all forges sign with. */
final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";
    static final int BYTES = 32;

    private Hmac() {}

    /**
     * Signs some parts, one after the other.
     *
     * @param key not empty
     */
    static byte[] sign(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
