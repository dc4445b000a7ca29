package dev.gitvoy.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/** An author with an SSH key, who signs as {@code git commit -S} with {@code gpg.format=ssh} does (OpenSSH, PROTOCOL.sshsig). */
final class SshSigner {
    private static final String KEY_TYPE = "ssh-ed25519";
    /** How long a raw Ed25519 key is; in its X.509 form it stands last. */
    private static final int KEY_BYTES = 32;

    private final KeyPair key;

    SshSigner() {
        try {
            key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line for a file of allowed signers. */
    String allowedAs(String email) {
        return email + " " + KEY_TYPE + " " + Base64.getEncoder().encodeToString(publicKey()) + "\n";
    }

    private byte[] publicKey() {
        var encoded = key.getPublic().getEncoded();
        return fields(
                KEY_TYPE.getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
    }

    /** The same commit object with a signature among its headers. */
    String sign(String commit) {
        int body = commit.indexOf("\n\n");
        return commit.substring(0, body) + "\ngpgsig " + signature(commit).replace("\n", "\n ")
                + commit.substring(body);
    }

    private String signature(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
            var none = new byte[0];
            var namespace = ascii("git");
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(key.getPrivate());
            signer.update(ascii("SSHSIG"));
            signer.update(fields(namespace, none, ascii("sha512"), hash));
            var blob = new ByteArrayOutputStream();
            blob.write(ascii("SSHSIG"));
            blob.write(new byte[] {0, 0, 0, 1});
            blob.write(fields(publicKey(), namespace, none, ascii("sha512"), fields(ascii(KEY_TYPE), signer.sign())));
            return "-----BEGIN SSH SIGNATURE-----\n"
                    + Base64.getMimeEncoder(70, ascii("\n")).encodeToString(blob.toByteArray())
                    + "\n-----END SSH SIGNATURE-----";
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Each with its length before it. */
    private static byte[] fields(byte[]... fields) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var field : fields) {
                out.writeInt(field.length);
                out.write(field);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
