package dev.gitvoy.gitsync.sops;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with private keys of age, as {@code age-keygen} writes them: a key a line, comments, and several such files joined.
 * It is read at each use and the keys are forgotten after it, so that a file that was replaced counts at once. Any thread.
 */
public final class AgeKeyFile {
    private static final Logger log = LoggerFactory.getLogger(AgeKeyFile.class);
    private static final String OPTION = "--age-key-file";
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_KEYS = 100;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final Path file;
    /** So that a fingerprint tells nothing about a key. */
    private final byte[] salt = SecureRandom.getSeed(16);
    /** What was warned of last, so that it is said once. */
    private final AtomicReference<String> warned = new AtomicReference<>("");

    /** @param file may be missing for now */
    public AgeKeyFile(Path file) {
        this.file = file;
    }

    /** Says in the log what is wrong with the file now, so that an operator hears of it before a commit needs it. */
    public void check() {
        try {
            var keys = read();
            log.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("keys", keys.size())
                    .log("the age keys are read");
        } catch (IOException e) {
            log.atWarn().log("{}; until that is mended, commits with encrypted files are rejected", e.getMessage());
        }
    }

    /** Changes when what the file holds changes, or whether it can be read. */
    String basis() {
        byte[] bytes = {};
        try {
            bytes = bytes();
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * The keys, as they are now.
     *
     * @throws IOException when the file cannot be read or holds something else; the message names it, never what it holds
     */
    List<AgeIdentity> read() throws IOException {
        var bytes = bytes();
        var chars = StandardCharsets.ISO_8859_1.decode(java.nio.ByteBuffer.wrap(bytes));
        try {
            var keys = keys(chars);
            warnIfOpen();
            return keys;
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(chars.array(), '\0');
        }
    }

    private byte[] bytes() throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IOException(this + " does not exist", e);
        } catch (IOException e) {
            throw new IOException(this + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException(this + " has more than " + MOST_BYTES + " bytes");
        }
        return bytes;
    }

    /** Line by line without making a text of any: texts cannot be wiped. */
    private List<AgeIdentity> keys(CharBuffer chars) throws IOException {
        var keys = new ArrayList<AgeIdentity>();
        int number = 0;
        for (int start = 0; start < chars.length(); ) {
            int end = start;
            while (end < chars.length() && chars.charAt(end) != '\n') {
                end++;
            }
            number++;
            var line = strip(chars.subSequence(start, end));
            if (!line.isEmpty() && line.charAt(0) != '#') {
                keys.add(key(line, number));
            }
            if (keys.size() > MOST_KEYS) {
                throw new IOException(this + " has more than " + MOST_KEYS + " keys");
            }
            start = end + 1;
        }
        if (keys.isEmpty()) {
            throw new IOException(this + " holds no key; make one with age-keygen");
        }
        return keys;
    }

    private static CharBuffer strip(CharBuffer line) {
        int start = 0;
        int end = line.length();
        while (start < end && Character.isWhitespace(line.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(line.charAt(end - 1))) {
            end--;
        }
        return line.subSequence(start, end);
    }

    private AgeIdentity key(CharBuffer line, int number) throws IOException {
        if (startsWith(line, "-----BEGIN AGE") || startsWith(line, "age-encryption.org/")) {
            throw new IOException(
                    this + " is encrypted itself; give the keys in the clear, readable by this user alone");
        }
        if (startsWith(line, "age1")) {
            throw new IOException(
                    this + " has a public key in line " + number + "; give the private one, AGE-SECRET-KEY-1..");
        }
        if (startsWith(line, AgeIdentity.PREFIX)) {
            try {
                return AgeIdentity.parse(line);
            } catch (GeneralSecurityException e) {
                // Told below: the cause may hold the key.
            }
        }
        throw new IOException(
                this + " has no key of age for X25519 in line " + number + ": expected AGE-SECRET-KEY-1..");
    }

    private static boolean startsWith(CharBuffer line, String prefix) {
        if (line.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (line.charAt(i) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void warnIfOpen() {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            var found = permissions.stream().anyMatch(OTHERS::contains) ? "open" : "";
            if (!warned.getAndSet(found).equals(found) && !found.isEmpty()) {
                log.atWarn()
                        .addKeyValue("file", file)
                        .log("private keys that others on this machine may read; chmod 600 keeps them yours");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without such permissions.
        }
    }

    /** The option that gave it and the path. */
    @Override
    public String toString() {
        return OPTION + "=" + file;
    }
}
