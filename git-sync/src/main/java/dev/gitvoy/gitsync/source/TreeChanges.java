package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.source.VerifiedObjects.WrongTypeException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Reads what differs between the configurations of two commits. Enters only folders that may hold configuration and that
 * differ, one after the other, so that a tree takes time and memory by what differs, within {@link SourceLimits}. Whatever a
 * tree holds, the answer is files and problems; an exception means that the repository cannot be read.
 */
final class TreeChanges {
    private final Contents contents;
    private final VerifiedObjects objects;
    private final String root;
    private final Predicate<String> wanted;
    private final Deadline deadline;
    private final Intake intake;
    private final Deque<Folder> toRead = new ArrayDeque<>();

    /** A folder on both sides; its path is empty or ends in a slash. */
    private record Folder(
            String path,
            @Nullable ObjectId before,
            @Nullable ObjectId after) {}

    /**
     * @param root path of the configuration in the repository, empty for all of it
     * @param wanted by path within {@code root}; a folder is asked for with a slash at the end
     */
    TreeChanges(Contents contents, String root, Predicate<String> wanted, Intake intake, Deadline deadline) {
        this.contents = contents;
        this.objects = contents.objects();
        this.root = root;
        this.wanted = wanted;
        this.intake = intake;
        this.deadline = deadline;
    }

    /**
     * Hands the difference to the intake.
     *
     * @param from null for everything in {@code to}
     */
    void read(@Nullable ObjectId from, ObjectId to) throws IOException, TooMuchException, SourceException {
        toRead.push(new Folder("", from == null ? null : rootOf(from, false), rootOf(to, true)));
        while (!toRead.isEmpty()) {
            var folder = toRead.pop();
            if (!Objects.equals(folder.before, folder.after)) {
                read(folder);
            }
        }
    }

    private @Nullable ObjectId rootOf(ObjectId commit, boolean report)
            throws IOException, TooMuchException, SourceException {
        ObjectId tree;
        try {
            tree = RevCommit.parse(objects.commit(commit)).getTree().copy();
        } catch (WrongTypeException e) {
            throw new CorruptObjectException(commit, String.valueOf(e.getMessage()));
        }
        for (var name : root.isEmpty() ? new String[0] : root.split("/", -1)) {
            var parser = parser(tree("", tree, report));
            while (!parser.eof() && !parser.getEntryPathString().equals(name)) {
                parser.next(1);
            }
            if (parser.eof()) {
                return null;
            }
            var mode = parser.getEntryFileMode();
            if (mode != FileMode.TREE) {
                if (report) {
                    intake.refuse(
                            mode == FileMode.SYMLINK
                                    ? Refusals.symbolicLink(root)
                                    : mode == FileMode.GITLINK ? Refusals.submodule(root) : Refusals.notAFolder(root));
                }
                return null;
            }
            tree = parser.getEntryObjectId();
        }
        return tree;
    }

    private void read(Folder folder) throws IOException, TooMuchException, SourceException {
        var before = tree(folder.path, folder.before, false);
        var after = tree(folder.path, folder.after, true);
        boolean added = false;
        try (var walk = new TreeWalk(objects.reader())) {
            walk.addTree(parser(before));
            walk.addTree(parser(after));
            while (walk.next()) {
                added |= entry(folder.path, walk);
            }
        }
        if (added) {
            intake.refuseTwins(folder.path, names(folder.path, parser(after)));
        }
    }

    /** Returns whether it is new, so that its name may be the twin of another. */
    private boolean entry(String folder, TreeWalk walk) throws IOException, TooMuchException, SourceException {
        var before = walk.getFileMode(0);
        var after = walk.getFileMode(1);
        if (walk.idEqual(0, 1) && kind(walk, 0) == kind(walk, 1)) {
            return false;
        }
        var name = EntryName.of(walk.getRawPath());
        var path = folder + name.text();
        if (!wanted.test(path) && !wanted.test(path + "/")) {
            return false;
        }
        if (deadline.isCancelled()) {
            throw new SourceException("reading the commit took too long; it is tried again");
        }
        boolean isNew = before == FileMode.MISSING;
        if (after != FileMode.MISSING && !intake.admit(path, name, isNew)) {
            return isNew;
        }
        if (before == FileMode.TREE || after == FileMode.TREE) {
            if (after == FileMode.MISSING) {
                intake.removedFolder();
            }
            if (wanted.test(path + "/")) {
                toRead.push(new Folder(path + "/", id(walk, 0), id(walk, 1)));
            }
        } else if (after == FileMode.SYMLINK) {
            intake.refuse(Refusals.symbolicLink(path));
        } else if (after == FileMode.GITLINK) {
            intake.refuse(Refusals.submodule(path));
        } else if (wanted.test(path)) {
            file(path, walk);
        }
        return isNew;
    }

    /** File, folder, link or submodule; whether a file may be executed is nothing to us. */
    private static int kind(TreeWalk walk, int side) {
        return walk.getRawMode(side) & FileMode.TYPE_MASK;
    }

    private static @Nullable ObjectId id(TreeWalk walk, int side) {
        return walk.getFileMode(side) == FileMode.TREE ? walk.getObjectId(side) : null;
    }

    private void file(String path, TreeWalk walk) throws IOException, TooMuchException, SourceException {
        boolean wasFile = kind(walk, 0) == FileMode.TYPE_FILE;
        long sizeBefore = wasFile ? objects.claimedSize(walk.getObjectId(0)) : 0;
        if (walk.getFileMode(1) == FileMode.MISSING) {
            intake.removed(path, sizeBefore);
            return;
        }
        var id = walk.getObjectId(1);
        try {
            var content = contents.read(path, id);
            if (intake.admitBytes(path, content.size(), sizeBefore)) {
                // A pointer is refused, so that nobody knows what it comes to.
                if (content.isKnown()) {
                    intake.addKnown(content.file());
                } else {
                    intake.add(content.file());
                }
            }
        } catch (WrongTypeException e) {
            intake.refuse(Refusals.brokenTree(path, String.valueOf(e.getMessage())));
        }
    }

    private List<EntryName> names(String folder, AbstractTreeIterator tree) {
        var names = new ArrayList<EntryName>();
        for (; !tree.eof(); next(tree)) {
            var bytes = new byte[tree.getNameLength()];
            tree.getName(bytes, 0);
            var name = EntryName.of(bytes);
            if (wanted.test(folder + name.text()) || wanted.test(folder + name.text() + "/")) {
                names.add(name);
            }
        }
        Collections.sort(names);
        return names;
    }

    private static void next(AbstractTreeIterator tree) {
        try {
            tree.next(1);
        } catch (CorruptObjectException e) {
            throw new IllegalStateException("a checked tree ends early", e);
        }
    }

    /** Reads a tree; one that is missing or broken is nothing, and the latter is reported on request. */
    private byte @Nullable [] tree(String path, @Nullable ObjectId id, boolean report)
            throws IOException, TooMuchException, SourceException {
        if (id == null) {
            return null;
        }
        try {
            var bytes = objects.tree(id);
            var flaw = flaw(bytes);
            if (flaw.isEmpty()) {
                return bytes;
            }
            if (report) {
                intake.refuse(Refusals.brokenTree(place(path), flaw.get()));
            }
        } catch (WrongTypeException e) {
            if (report) {
                intake.refuse(Refusals.brokenTree(place(path), String.valueOf(e.getMessage())));
            }
        }
        return null;
    }

    private static AbstractTreeIterator parser(byte @Nullable [] tree) throws CorruptObjectException {
        if (tree == null) {
            return new EmptyTreeIterator();
        }
        var parser = new CanonicalTreeParser();
        parser.reset(tree);
        return parser;
    }

    /** Fetching checks objects too, but the parser would be lost in a tree that is no list of entries. */
    private static Optional<String> flaw(byte[] tree) {
        try {
            new ObjectChecker().checkTree(tree);
            return Optional.empty();
        } catch (CorruptObjectException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private String place(String folder) {
        if (!folder.isEmpty()) {
            return folder.substring(0, folder.length() - 1);
        }
        return root.isEmpty() ? "(all files)" : root;
    }
}
