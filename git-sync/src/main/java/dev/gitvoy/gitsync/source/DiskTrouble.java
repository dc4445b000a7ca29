package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** What an operator is told when a disk does not do as asked: what to do, in place of an error's bare name. */
final class DiskTrouble {
    private DiskTrouble() {}

    static String of(Throwable e) {
        if (isFull(e)) {
            return "the disk, or a quota on it, is full; free some space";
        }
        for (var cause = e; cause != null; cause = cause.getCause()) {
            var message = String.valueOf(cause.getMessage());
            if (cause instanceof AccessDeniedException) {
                return "permission denied on " + message + "; let the user that runs gitvoy write there";
            }
            if (cause instanceof ReadOnlyFileSystemException || message.endsWith("Read-only file system")) {
                return "the file system is read-only; make it writable";
            }
            if (cause instanceof FileSystemException file && file.getReason() == null) {
                // Its message is the path alone.
                return file.getClass().getSimpleName().replace("Exception", "") + " " + file.getFile();
            }
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    static boolean isFull(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            var message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof IOException
                    && (message.contains("no space left on device")
                            || message.contains("disk quota exceeded")
                            || message.contains("file too large"))) {
                return true;
            }
        }
        return false;
    }
}
