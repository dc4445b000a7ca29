package dev.gitvoy.gitsync.trust;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A signature as {@code ssh-keygen -Y sign -n git} makes it (OpenSSH, PROTOCOL.sshsig). */
final class SshSignature implements CommitSignature {
    private static final String LABEL = "SSH SIGNATURE";
    private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    /** What the key's owner signed for: an e-mail or a release signed with the same key is not a commit. */
    private static final String NAMESPACE = "git";

    private final byte[] keyBlob;
    private final byte[] reserved;
    private final String hash;
    private final byte[] signature;

    private SshSignature(byte[] keyBlob, byte[] reserved, String hash, byte[] signature) {
        this.keyBlob = keyBlob;
        this.reserved = reserved;
        this.hash = hash;
        this.signature = signature;
    }

    static SshSignature parse(String armored) throws RefusedException {
        var reader = new SshReader(Armor.ssh(armored, LABEL));
        if (!Arrays.equals(reader.raw(MAGIC.length), MAGIC) || reader.uint32() != VERSION) {
            throw new RefusedException("is not of version 1 of SSHSIG; sign with git and ssh-keygen");
        }
        var keyBlob = reader.string();
        if (!reader.text().equals(NAMESPACE)) {
            throw new RefusedException(
                    "was made for something else than Git (another namespace); sign with git commit -S");
        }
        var reserved = reader.string();
        var hash = reader.text();
        if (!hash.equals("sha256") && !hash.equals("sha512")) {
            throw new RefusedException("uses a hash that is not supported; use sha512 or sha256");
        }
        var signature = reader.string();
        reader.end();
        return new SshSignature(keyBlob, reserved, hash, signature);
    }

    @Override
    public String keyName() {
        return "SSH key " + SshKey.fingerprint(keyBlob);
    }

    @Override
    public Optional<Instant> madeAt() {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> expires() {
        return Optional.empty();
    }

    @Override
    public List<SshSigner> madeBy(AllowedSigners signers, byte[] payload) throws RefusedException, ObjectionException {
        var known = signers.ssh().stream()
                .filter(signer -> signer.key().isEncodedAs(keyBlob))
                .toList();
        if (!known.isEmpty() && !known.get(0).key().verifies(signature, signedMessage(payload))) {
            throw CommitSignature.doesNotFit(keyName());
        }
        return known;
    }

    private byte[] signedMessage(byte[] payload) {
        var message = new ByteArrayOutputStream();
        message.writeBytes(MAGIC);
        putString(message, NAMESPACE.getBytes(StandardCharsets.US_ASCII));
        putString(message, reserved);
        putString(message, hash.getBytes(StandardCharsets.US_ASCII));
        putString(message, hashed(payload));
        return message.toByteArray();
    }

    private byte[] hashed(byte[] payload) {
        try {
            return MessageDigest.getInstance(hash.equals("sha256") ? "SHA-256" : "SHA-512")
                    .digest(payload);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void putString(ByteArrayOutputStream message, byte[] value) {
        message.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
        message.writeBytes(value);
    }
}
