package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a {@link GitAccess}, as they are now. They are small, so they are read each time: a modification time is too
 * coarse to tell a second change from the first, and does not change where a mount is switched. Not thread-safe.
 */
final class Credentials {
    private static final Logger log = LoggerFactory.getLogger(Credentials.class);
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final int MAX_BYTES = 1 << 20;

    private final GitAccess access;
    /** So that a fingerprint tells nothing about a secret. */
    private final byte[] salt = SecureRandom.getSeed(16);

    private @Nullable Secrets current;

    Credentials(GitAccess access) {
        this.access = access;
    }

    /** Changes when what the files hold changes, or whether they can be read. */
    String fingerprint() {
        return fingerprint(contents());
    }

    /**
     * What the files hold now: the same object for as long as they do not change.
     *
     * @throws SourceException when a file cannot be read, naming its option
     */
    Secrets read() throws SourceException {
        var contents = contents();
        var fingerprint = fingerprint(contents);
        if (current == null || !current.fingerprint().equals(fingerprint)) {
            var bytes = new EnumMap<CredentialFile, byte[]>(CredentialFile.class);
            for (var entry : contents.entrySet()) {
                bytes.put(entry.getKey(), entry.getValue().orThrow(entry.getKey(), path(entry.getKey())));
                warnIfOpen(entry.getKey());
            }
            current = new Secrets(access, bytes, fingerprint);
        }
        return current;
    }

    private Path path(CredentialFile file) {
        var path = access.files().get(file);
        if (path == null) {
            throw new IllegalArgumentException(file.toString());
        }
        return path;
    }

    private Map<CredentialFile, Content> contents() {
        var contents = new EnumMap<CredentialFile, Content>(CredentialFile.class);
        access.files().forEach((file, path) -> contents.put(file, Content.of(path)));
        return contents;
    }

    private String fingerprint(Map<CredentialFile, Content> contents) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            contents.forEach((file, content) -> {
                var header = file + " " + content.error + " " + content.bytes.length + "\n";
                digest.update(header.getBytes(StandardCharsets.UTF_8));
                digest.update(content.bytes);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void warnIfOpen(CredentialFile file) {
        if (file != CredentialFile.SSH_KEY && file != CredentialFile.CLIENT_KEY) {
            return;
        }
        try {
            var permissions = Files.getPosixFilePermissions(path(file));
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                log.atWarn()
                        .addKeyValue("file", path(file))
                        .log("a private key that others on this machine may read; chmod 600 keeps it yours");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without such permissions.
        }
    }

    /** What a file holds, or why that cannot be told. */
    private static final class Content {
        private final byte[] bytes;
        private final String error;

        private Content(byte[] bytes, String error) {
            this.bytes = bytes;
            this.error = error;
        }

        static Content of(Path path) {
            try (InputStream in = Files.newInputStream(path)) {
                var bytes = in.readNBytes(MAX_BYTES + 1);
                return bytes.length > MAX_BYTES
                        ? new Content(new byte[0], "has more than " + MAX_BYTES + " bytes")
                        : bytes.length == 0 ? new Content(bytes, "is empty") : new Content(bytes, "");
            } catch (NoSuchFileException e) {
                return new Content(new byte[0], "does not exist");
            } catch (IOException | UncheckedIOException | SecurityException e) {
                return new Content(
                        new byte[0], "cannot be read (" + e.getClass().getSimpleName() + ")");
            }
        }

        byte[] orThrow(CredentialFile file, Path path) throws SourceException {
            if (!error.isEmpty()) {
                throw new SourceException(file.option() + "=" + path + ": the file " + error);
            }
            return bytes;
        }
    }
}
