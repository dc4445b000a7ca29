package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is taken in of a commit: counted, checked and collected, the same for every kind of source. Starts from the size of
 * the commit that it is compared with, so that limits hold for a commit as a whole however it is read.
 */
final class Intake {
    private static final byte[] LFS_POINTER =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

    private final SourceLimits limits;
    private final Size before;
    private final List<SourceFile> files = new ArrayList<>();
    private final TreeSet<String> removed = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private int entriesAdded;
    private int entriesSeen;
    private long bytesAdded;
    private long bytesRead;

    /** How much configuration a commit holds. */
    record Size(int entries, long bytes) {
        static final Size NOTHING = new Size(0, 0);
    }

    Intake(SourceLimits limits, Size before) {
        this.limits = limits;
        this.before = before;
    }

    /** Counts an entry that is new or has changed. Returns whether it may be read; if not, a problem says why. */
    boolean admit(String path, EntryName name, boolean isNew) throws TooMuchException {
        if (isNew) {
            entriesAdded++;
        }
        // What was seen is there: enough to stop, long before everything is counted.
        if (++entriesSeen > limits.entries()) {
            throw new TooMuchException(List.of(Refusals.tooManyEntries(limits)));
        }
        var flaw = name.problem(path);
        if (flaw.isEmpty() && path.getBytes(StandardCharsets.UTF_8).length > limits.pathBytes()) {
            flaw = Optional.of(Refusals.pathTooLong(path, limits));
        }
        if (flaw.isEmpty() && depth(path) >= limits.depth()) {
            flaw = Optional.of(Refusals.tooDeep(path, limits));
        }
        if (flaw.isPresent()) {
            refuse(flaw.get());
        }
        return flaw.isEmpty();
    }

    private static int depth(String path) {
        int depth = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            depth++;
        }
        return depth;
    }

    /** Counts a file's size. Returns whether it may be read; if not, a problem says why. */
    boolean admitBytes(String path, long size, long sizeBefore) throws TooMuchException {
        if (size > limits.fileBytes()) {
            refuse(Refusals.fileTooLarge(path, size, limits));
            return false;
        }
        bytesAdded += size - sizeBefore;
        bytesRead += size;
        if (bytesRead > limits.totalBytes()) {
            throw new TooMuchException(List.of(Refusals.tooManyBytes(limits)));
        }
        return true;
    }

    void add(SourceFile file) throws TooMuchException {
        if (startsWith(file.bytes(), LFS_POINTER)) {
            refuse(Refusals.lfsPointer(file.path()));
        } else {
            files.add(file);
        }
    }

    /** Takes in a file that was found to be one before. */
    void addKnown(SourceFile file) {
        files.add(file);
    }

    void removed(String path, long size) {
        removed.add(path);
        entriesAdded--;
        bytesAdded -= size;
    }

    void removedFolder() {
        entriesAdded--;
    }

    void refuse(Problem problem) throws TooMuchException {
        problems.add(problem);
        if (problems.size() >= limits.problems()) {
            problems.add(Refusals.tooManyProblems(limits));
            throw new TooMuchException(problems);
        }
    }

    /** Looks among the names of one folder for such as a disk may take for the same. */
    void refuseTwins(String folder, List<EntryName> names) throws TooMuchException {
        Map<String, EntryName> known = new HashMap<>();
        for (var name : names) {
            var other = known.putIfAbsent(name.folded(), name);
            if (other != null && !other.equals(name)) {
                var path = folder + name.text();
                refuse(
                        other.composed().equals(name.composed())
                                ? Refusals.unicodeTwin(path, ascii(other.text()))
                                : Refusals.caseTwin(path, other.text()));
            }
        }
    }

    /** The names look the same, so that only the codes of their characters tell them apart. */
    private static String ascii(String name) {
        var shown = new StringBuilder();
        name.chars().forEach(c -> {
            if (c < 0x80) {
                shown.append((char) c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.toString();
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && java.util.Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    /** How large the commit is that was read. */
    Size size() throws TooMuchException {
        var size = new Size(before.entries() + entriesAdded, before.bytes() + bytesAdded);
        if (size.entries() > limits.entries()) {
            throw new TooMuchException(List.of(Refusals.tooManyEntries(limits)));
        }
        if (size.bytes() > limits.totalBytes()) {
            throw new TooMuchException(List.of(Refusals.tooManyBytes(limits)));
        }
        return size;
    }

    Changes changes(boolean whole) {
        files.sort(Comparator.comparing(SourceFile::path));
        return new Changes(files, removed, problems, whole);
    }
}
