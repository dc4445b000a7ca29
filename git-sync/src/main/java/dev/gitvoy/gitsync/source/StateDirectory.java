package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder where one process keeps what must outlive it. Held under an operating-system lock from {@link #open} to
 * {@link #close}, so that what another process left behind may be mended without asking who is using it.
 */
public final class StateDirectory implements AutoCloseable {
    private final Path path;
    private final FileLock lock;

    private StateDirectory(Path path, FileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws SourceException when the folder cannot be made or another process holds it; says what to do */
    public static StateDirectory open(Path path) throws SourceException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new SourceException(
                    "the state folder " + path + " is a file; remove it, or name a folder with --state-dir");
        }
        try {
            Files.createDirectories(path);
            var lockFile = path.resolve("lock");
            if (Files.isDirectory(lockFile)) {
                // Nobody can hold a folder, so that nobody is deprived of it.
                Files.move(lockFile, path.resolve("lock.broken-" + System.currentTimeMillis()));
            }
            var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new SourceException(
                        "the state folder " + path + " is in use by another gitvoy; give this one its own --state-dir");
            }
            return new StateDirectory(path, lock);
        } catch (IOException e) {
            throw new SourceException(
                    "the state folder " + path + " cannot be used: " + DiskTrouble.of(e)
                            + "; or choose another with --state-dir",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            // The operating system releases the lock with the process at the latest.
        }
    }
}
