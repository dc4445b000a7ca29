package dev.gitvoy.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with a secret a line. It is read at every use, so that a change counts at once and a file that was taken away lets
 * nobody in. Any thread.
 */
public final class SecretFile {
    private static final Logger log = LoggerFactory.getLogger(SecretFile.class);
    private static final int MOST_BYTES = 16 << 10;
    private static final int MOST_SECRETS = 16;
    private static final int MADE_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    private SecretFile(Path file) {
        this.file = file;
    }

    /** @throws IOException when it cannot be read now, or holds no secret */
    public static SecretFile open(Path file) throws IOException {
        var secrets = new SecretFile(file);
        secrets.read();
        return secrets;
    }

    /**
     * Opens a file that only this program writes. It is made, with one random secret, when there is none; when others than its
     * owner may read it, that is mended.
     */
    public static SecretFile openOwn(Path file) throws IOException {
        make(file);
        closeToOthers(file);
        return open(file);
    }

    private static void make(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > 0) {
            return;
        }
        // Empty when a process that was making it was killed.
        Files.deleteIfExists(file);
        var secret = new byte[MADE_BYTES];
        new SecureRandom().nextBytes(secret);
        var parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            channel.write(StandardCharsets.UTF_8.encode(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n"));
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker; its secret is as good.
        }
    }

    private static void closeToOthers(Path file) throws IOException {
        var tooMany = EnumSet.copyOf(PosixFilePermissions.fromString("---rwxrwx"));
        tooMany.retainAll(Files.getPosixFilePermissions(file));
        if (!tooMany.isEmpty()) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
            log.atWarn()
                    .addKeyValue("file", file)
                    .log("others than its owner could read or change this secret: its mode is 0600 now; delete the file"
                            + " and restart if somebody may have seen it");
        }
    }

    /**
     * The secrets, as they are now.
     *
     * @throws IOException when the file cannot be read or holds none; the message names it, and never what it holds
     */
    public Secrets read() throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException(file + " is larger than " + MOST_BYTES + " bytes; expected a secret a line");
        }
        var lines = decode(bytes).lines().map(String::strip).filter(line -> !line.isEmpty());
        var secrets = lines.limit(MOST_SECRETS + 1).toList();
        if (secrets.isEmpty()) {
            throw new IOException(file + " is empty; expected a secret a line");
        }
        if (secrets.size() > MOST_SECRETS) {
            throw new IOException(file + " has more than " + MOST_SECRETS + " lines; expected a secret a line");
        }
        return Secrets.of(secrets);
    }

    private String decode(byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8 text; expected a secret a line", e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
