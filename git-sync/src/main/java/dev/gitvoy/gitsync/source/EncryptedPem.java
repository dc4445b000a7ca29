package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A private key in PKCS #8 under a passphrase: the one format of keys that the library for SSH does not read by itself. */
final class EncryptedPem {
    static final String TYPE = "ENCRYPTED PRIVATE KEY";

    private static final Pattern BODY =
            Pattern.compile("-----BEGIN " + TYPE + "-----([A-Za-z0-9+/=\\s]+)-----END " + TYPE + "-----");
    /** RFC 8018: the algorithm is named by the parameters. */
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private EncryptedPem() {}

    /** The same key as PEM in the clear. */
    static String decrypt(String pem, String passphrase) throws IOException, GeneralSecurityException {
        var body = BODY.matcher(pem);
        if (!body.find()) {
            throw new IOException("no " + TYPE);
        }
        var key = new EncryptedPrivateKeyInfo(Base64.getMimeDecoder().decode(body.group(1)));
        var parameters = key.getAlgParameters();
        var algorithm = key.getAlgName().equals("PBES2") || key.getAlgName().equals(PBES2)
                ? parameters.toString()
                : key.getAlgName();
        var cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray())),
                parameters);
        var der = key.getKeySpec(cipher).getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
