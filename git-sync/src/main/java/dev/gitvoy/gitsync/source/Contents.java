package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.source.VerifiedObjects.WrongTypeException;
import java.io.IOException;
import java.util.function.Function;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Reads the files of a commit, but for those that are known.
 *
 * @param later reads one of these after all; throws {@link UnreadableFileException}
 * @param isToCount whether only sizes are asked for, so that no file is read
 */
record Contents(VerifiedObjects objects, KnownFiles known, Function<ObjectId, byte[]> later, boolean isToCount) {
    Contents(VerifiedObjects objects, KnownFiles known, Function<ObjectId, byte[]> later) {
        this(objects, known, later, false);
    }

    /**
     * A file and its size, which may be larger than any that is taken in: it has no bytes then.
     *
     * @param isKnown whether it was not read
     */
    record Content(SourceFile file, long size, boolean isKnown) {}

    Content read(String path, ObjectId id) throws IOException, WrongTypeException {
        var contentId = id.name();
        var size = known.size(path, contentId);
        if (isToCount || size.isPresent()) {
            return new Content(
                    new SourceFile(path, contentId, () -> later.apply(id)),
                    size.isPresent() ? size.getAsInt() : objects.claimedSize(id),
                    true);
        }
        var blob = objects.blob(id);
        return new Content(new SourceFile(path, contentId, blob.bytes()), blob.size(), false);
    }

    /** To count files without reading any. */
    Contents unread() {
        return new Contents(objects, known, later, true);
    }
}
