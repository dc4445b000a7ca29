package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
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
    private final SourceLimits limits;
    private final Map<String, Snapshot> snapshots = new HashMap<>();
    private String appliedId = "";

    private record Snapshot(TreeMap<String, SourceFile> files, List<Problem> problems) {
        static Snapshot of(Changes everything) {
            var files = new TreeMap<String, SourceFile>();
            everything.changed().forEach(file -> files.put(file.path(), file));
            return new Snapshot(files, everything.problems());
        }
    }

    /** A folder to read; its path is empty or ends in a slash. */
    private record Folder(String path, Path place) {}

    /**
     * @param wanted says by path which files belong to the configuration; asked with a slash at the end, whether a folder may
     *     hold such files. Others are not read
     */
    public DirectorySource(Path root, Predicate<String> wanted) {
        this(root, wanted, SourceLimits.DEFAULT);
    }

    DirectorySource(Path root, Predicate<String> wanted, SourceLimits limits) {
        this.root = root;
        this.wanted = wanted;
        this.limits = limits;
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
        var before = from == null ? new Snapshot(new TreeMap<>(), List.of()) : snapshot(from);
        var changed = after.files.values().stream()
                .filter(file -> !file.equals(before.files.get(file.path())))
                .toList();
        var removed = new TreeSet<>(before.files.keySet());
        removed.removeAll(after.files.keySet());
        return new Changes(changed, removed, after.problems, from == null);
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
        if (!Files.isDirectory(root)) {
            throw new SourceException(root + " is not a folder");
        }
        var intake = new Intake(limits, Intake.Size.NOTHING);
        try {
            var toRead = new ArrayDeque<Folder>();
            toRead.push(new Folder("", root.toRealPath()));
            while (!toRead.isEmpty()) {
                read(toRead.pop(), intake, toRead);
            }
            intake.size();
            return Snapshot.of(intake.changes(true));
        } catch (TooMuchException e) {
            return new Snapshot(new TreeMap<>(), e.problems());
        } catch (IOException | DirectoryIteratorException e) {
            throw new SourceException(root + " cannot be read: " + DiskTrouble.of(e), e);
        }
    }

    private void read(Folder folder, Intake intake, Deque<Folder> toRead) throws IOException, TooMuchException {
        var names = names(folder);
        intake.refuseTwins(folder.path, names.values().stream().sorted().toList());
        for (var entry : names.entrySet()) {
            var path = folder.path + entry.getValue().text();
            if (intake.admit(path, entry.getValue(), true)) {
                add(path, entry.getKey(), intake, toRead);
            }
        }
    }

    /** Of what belongs to the configuration, and of folders that may hold such. */
    private Map<Path, EntryName> names(Folder folder) throws IOException, TooMuchException {
        var names = new TreeMap<Path, EntryName>();
        try (var entries = Files.newDirectoryStream(folder.place)) {
            for (var entry : entries) {
                var name = name(entry);
                var path = folder.path + name.text();
                boolean isGits = name.text().equals(".git");
                if (!isGits && (wanted.test(path) || wanted.test(path + "/"))) {
                    names.put(entry, name);
                }
                if (names.size() > limits.entries()) {
                    throw new TooMuchException(List.of(Refusals.tooManyEntries(limits)));
                }
            }
        }
        return names;
    }

    private static EntryName name(Path place) {
        var name = String.valueOf(place.getFileName());
        // What the JDK makes of bytes that are foreign to the locale, in which UTF-8 may be foreign.
        return name.indexOf('\uFFFD') < 0 ? EntryName.of(name) : EntryName.of(bytes(place.toUri()));
    }

    /** The last name of a path, as it is on the disk: only an address still has it. */
    private static byte[] bytes(URI place) {
        var path = place.getRawPath();
        var name = path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length() && name.charAt(i) != '/'; i++) {
            if (name.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(name, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(name.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private void add(String path, Path place, Intake intake, Deque<Folder> toRead)
            throws IOException, TooMuchException {
        var attributes = Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            if (wanted.test(path + "/")) {
                toRead.push(new Folder(path + "/", place));
            }
        } else if (attributes.isSymbolicLink()) {
            intake.refuse(Refusals.symbolicLink(path));
        } else if (!wanted.test(path)) {
            return;
        } else if (!attributes.isRegularFile()) {
            intake.refuse(Refusals.notAFile(path));
        } else if (intake.admitBytes(path, attributes.size(), 0)) {
            byte[] bytes;
            try (var file = Files.newInputStream(place)) {
                // It may have grown meanwhile; then it is read again soon.
                bytes = file.readNBytes((int) attributes.size());
            }
            intake.add(new SourceFile(path, HexFormat.of().formatHex(sha256().digest(bytes), 0, 20), bytes));
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
