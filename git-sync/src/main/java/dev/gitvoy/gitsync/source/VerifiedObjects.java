package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/**
 * Objects of a repository whose content is what their id says. JGit believes its files: a flipped bit in a pack's index
 * yields another object without an error.
 */
final class VerifiedObjects implements AutoCloseable {
    private final ObjectReader reader;
    private final MessageDigest sha1;

    VerifiedObjects(Repository repository) {
        reader = repository.newObjectReader();
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object is of another type than the one that names it says: not our damage, but the commit's. */
    static final class WrongTypeException extends Exception {
        private static final long serialVersionUID = 1;

        WrongTypeException(int expected, int actual) {
            super("a " + Constants.typeString(actual) + " in place of a " + Constants.typeString(expected));
        }
    }

    /** For walks over trees that were read already: it does not verify. */
    ObjectReader reader() {
        return reader;
    }

    boolean has(AnyObjectId id) throws IOException {
        return reader.has(id);
    }

    byte[] commit(AnyObjectId id) throws IOException, WrongTypeException {
        return bytes(id, Constants.OBJ_COMMIT);
    }

    byte[] tree(AnyObjectId id) throws IOException, WrongTypeException {
        return bytes(id, Constants.OBJ_TREE);
    }

    /** A file's content; without bytes when it is larger than any that is taken in. */
    static final class Blob {
        private final long size;
        private final byte[] bytes;

        Blob(long size, byte[] bytes) {
            this.size = size;
            this.bytes = bytes;
        }

        long size() {
            return size;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    Blob blob(AnyObjectId id) throws IOException, WrongTypeException {
        var loader = open(id);
        if (loader.getSize() > SourceLimits.MAX_FILE_BYTES) {
            return new Blob(verify(id, loader), new byte[0]);
        }
        return new Blob(loader.getSize(), bytes(id, loader, Constants.OBJ_BLOB));
    }

    /** A file's size as the repository has it. */
    long claimedSize(AnyObjectId id) throws IOException {
        return reader.getObjectSize(id, ObjectReader.OBJ_ANY);
    }

    private byte[] bytes(AnyObjectId id, int type) throws IOException, WrongTypeException {
        return bytes(id, open(id), type);
    }

    private byte[] bytes(AnyObjectId id, ObjectLoader loader, int type) throws IOException, WrongTypeException {
        var bytes = loader.isLarge() ? loader.getBytes((int) IsolatedGit.MAX_OBJECT_BYTES) : loader.getCachedBytes();
        start(loader);
        sha1.update(bytes);
        check(id);
        checkType(loader, type);
        return bytes;
    }

    private long verify(AnyObjectId id, ObjectLoader loader) throws IOException, WrongTypeException {
        start(loader);
        loader.copyTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha1));
        check(id);
        checkType(loader, Constants.OBJ_BLOB);
        return loader.getSize();
    }

    private ObjectLoader open(AnyObjectId id) throws IOException {
        var loader = reader.open(id);
        // Nothing larger is let in, so this is no size but damage; and it would be allocated.
        if (loader.getSize() > IsolatedGit.MAX_OBJECT_BYTES) {
            throw new CorruptObjectException(id.toObjectId(), "its size is " + loader.getSize());
        }
        return loader;
    }

    private void start(ObjectLoader loader) {
        sha1.reset();
        sha1.update((Constants.typeString(loader.getType()) + " " + loader.getSize() + "\0")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private void check(AnyObjectId id) throws CorruptObjectException {
        if (!ObjectId.fromRaw(sha1.digest()).equals(id)) {
            throw new CorruptObjectException(id.toObjectId(), "its content is another");
        }
    }

    private static void checkType(ObjectLoader loader, int type) throws WrongTypeException {
        if (loader.getType() != type) {
            throw new WrongTypeException(type, loader.getType());
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
