package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A plain folder as a source: its content is its newest commit, named by a hash. It has no history, so nothing is
 * remembered across restarts. For {@code validate}, for tests, and for a first look without Git.
 */
public final class DirectorySource implements ConfigSource {
    private final Path root;
    private final Predicate<String> wanted;
    private final Map<String, Snapshot> snapshots = new HashMap<>();
    private String appliedId = "";

    private record Snapshot(TreeMap<String, SourceFile> files, ArrayList<Problem> problems) {}

    /** @param wanted says by path which files belong to the configuration; others are not read */
    public DirectorySource(Path root, Predicate<String> wanted) {
        this.root = root;
        this.wanted = wanted;
    }

    @Override
    public String url() {
        return root.toString();
    }

    @Override
    public String ref() {
        return "";
    }

    @Override
    public Commit fetch() throws SourceException {
        var snapshot = read();
        var digest = sha256();
        snapshot.files
                .values()
                .forEach(file ->
                        digest.update((file.path() + "\0" + file.contentId() + "\n").getBytes(StandardCharsets.UTF_8)));
        snapshot.problems.forEach(problem -> digest.update(problem.toString().getBytes(StandardCharsets.UTF_8)));
        var id = HexFormat.of().formatHex(digest.digest(), 0, 20);
        snapshots.keySet().retainAll(Set.of(appliedId));
        snapshots.put(id, snapshot);
        return new Commit(id, "", "the folder as it is", Instant.EPOCH);
    }

    @Override
    public Optional<Commit> applied() {
        return Optional.empty();
    }

    @Override
    public Changes changes(@Nullable Commit from, Commit to) {
        var after = snapshot(to);
        var before = from == null ? new Snapshot(new TreeMap<>(), new ArrayList<>()) : snapshot(from);
        var changed = after.files.values().stream()
                .filter(file -> !file.equals(before.files.get(file.path())))
                .toList();
        var removed = new TreeSet<>(before.files.keySet());
        removed.removeAll(after.files.keySet());
        return new Changes(changed, removed, after.problems);
    }

    private Snapshot snapshot(Commit commit) {
        var snapshot = snapshots.get(commit.id());
        if (snapshot == null) {
            throw new IllegalArgumentException("commit: " + commit.id() + " (expected: one that was fetched)");
        }
        return snapshot;
    }

    @Override
    public History history(@Nullable Commit from, Commit to) {
        return History.NONE;
    }

    @Override
    public Commit find(String id) throws SourceException {
        throw new SourceException("a plain folder has no commits; follow a Git repository to choose one");
    }

    @Override
    public void markApplied(Commit commit) {
        appliedId = commit.id();
    }

    @Override
    public void close() {
        snapshots.clear();
    }

    private Snapshot read() throws SourceException {
        var snapshot = new Snapshot(new TreeMap<>(), new ArrayList<>());
        if (!Files.isDirectory(root)) {
            throw new SourceException(root + " is not a folder");
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return dir.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    var path = root.relativize(file).toString().replace('\\', '/');
                    if (wanted.test(path)) {
                        add(path, file, attributes, snapshot);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException e) {
            throw new SourceException(root + " cannot be read: " + e.getMessage(), e);
        }
        return snapshot;
    }

    private static void add(String path, Path file, BasicFileAttributes attributes, Snapshot snapshot)
            throws IOException {
        if (attributes.isSymbolicLink()) {
            snapshot.problems.add(FileLimits.symbolicLink(path));
        } else if (!attributes.isRegularFile()) {
            snapshot.problems.add(Problem.error(
                    Location.startOf(path), "not-a-file", "this is not a regular file; replace or remove it"));
        } else if (attributes.size() > FileLimits.MAX_BYTES) {
            snapshot.problems.add(FileLimits.tooLarge(path, attributes.size()));
        } else {
            var bytes = Files.readAllBytes(file);
            var id = HexFormat.of().formatHex(sha256().digest(bytes), 0, 20);
            snapshot.files.put(path, new SourceFile(path, id, bytes));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
