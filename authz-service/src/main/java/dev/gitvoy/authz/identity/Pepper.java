package dev.gitvoy.authz.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret under which API keys are hashed: without it a list of hashes is of no use. It is kept in a file outside the
 * config repository, the same for all replicas. Any thread.
 */
public final class Pepper {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 16;
    private static final int BYTES = 32;

    private final SecretKeySpec key;

    private Pepper(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** @throws IOException when the file cannot be read or holds less than 16 bytes */
    public static Pepper read(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.UTF_8).strip();
        var secret = text.getBytes(StandardCharsets.UTF_8);
        if (secret.length < LEAST_BYTES) {
            throw new IOException(file + " holds less than " + LEAST_BYTES + " bytes; delete it to have one made");
        }
        return new Pepper(secret);
    }

    /** Reads the file, which is made first, for its owner only, when there is none. */
    public static Pepper readOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            var secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            var parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try (var channel = Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.write(StandardCharsets.UTF_8.encode(HexFormat.of().formatHex(secret) + "\n"));
            } catch (FileAlreadyExistsException e) {
                // Another process was quicker; its secret is as good.
            }
        }
        return read(file);
    }

    byte[] mac(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "Pepper";
    }
}
