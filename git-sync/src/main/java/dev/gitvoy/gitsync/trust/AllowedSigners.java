package dev.gitvoy.gitsync.trust;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The keys that an operator lists, each with whom it stands for. Written as lines of OpenSSH's allowed signers format
 * ({@code alice@example.com,bob@example.com namespaces="git" ssh-ed25519 AAAA..}, see ssh-keygen(1)) and as armored OpenPGP
 * public keys, both in any order in one file or in the files of a folder.
 *
 * <p>The files must lie outside the repository: whoever may change them decides who may change the configuration.
 */
public final class AllowedSigners {
    /** Nobody. */
    public static final AllowedSigners NONE = new AllowedSigners(List.of(), List.of());

    /** 1 MiB: some thousand keys. */
    static final int MAX_FILE_BYTES = 1 << 20;

    private static final int MOST_FILES = 1000;

    private final List<SshSigner> ssh;
    private final List<PgpSigner> pgp;

    AllowedSigners(List<SshSigner> ssh, List<PgpSigner> pgp) {
        this.ssh = List.copyOf(ssh);
        this.pgp = List.copyOf(pgp);
    }

    /**
     * Reads a file, or the files of a folder. Names with a leading dot and folders inside are left out, so that a mounted Kubernetes
     * secret or config map is read once.
     *
     * @param problems told all that is wrong, by file and line; after an error the result is not to be used
     */
    public static AllowedSigners read(Path fileOrFolder, Consumer<Problem> problems) {
        var reader = new SignersReader(problems);
        try {
            var files = files(fileOrFolder);
            if (files.size() > MOST_FILES) {
                reader.error(
                        Location.startOf(fileOrFolder.toString()),
                        "signers-too-many",
                        "has more than " + MOST_FILES + " files; put several keys in one");
            } else {
                files.forEach(file -> readFile(file, reader));
            }
        } catch (IOException e) {
            unreadable(fileOrFolder, reader);
        }
        return reader.signers(fileOrFolder.toString());
    }

    private static List<Path> files(Path fileOrFolder) throws IOException {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (Stream<Path> files = Files.list(fileOrFolder)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith(".") && !Files.isDirectory(file))
                    .sorted()
                    .limit(MOST_FILES + 1L)
                    .toList();
        }
    }

    private static void readFile(Path file, SignersReader reader) {
        if (!Files.isRegularFile(file)) {
            unreadable(file, reader);
            return;
        }
        try (var in = Files.newInputStream(file)) {
            reader.read(file.toString(), in.readNBytes(MAX_FILE_BYTES + 1));
        } catch (IOException e) {
            unreadable(file, reader);
        }
    }

    private static void unreadable(Path path, SignersReader reader) {
        reader.error(
                Location.startOf(path.toString()),
                "signers-unreadable",
                "cannot be read; check the path and its permissions");
    }

    /** Whether somebody with this address, in lower case, has a key that is valid at a time. */
    boolean include(String email, Instant time) {
        return Stream.<Signer>concat(ssh.stream(), pgp.stream())
                .anyMatch(
                        signer -> signer.standsFor(email) && signer.flawAt(time).isEmpty());
    }

    List<SshSigner> ssh() {
        return ssh;
    }

    List<PgpSigner> pgp() {
        return pgp;
    }

    /** How many keys may sign: for people, to see that a file was read. */
    public int size() {
        return ssh.size() + pgp.size();
    }
}
