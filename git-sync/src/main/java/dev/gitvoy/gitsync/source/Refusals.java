package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;

/** What a source refuses to read as configuration, in one wording for every kind of source. */
final class Refusals {
    /** For what concerns the configuration as a whole. */
    private static final Location EVERYWHERE = Location.startOf("(all files)");

    private Refusals() {}

    static Problem fileTooLarge(String path, long size, SourceLimits limits) {
        return error(
                path,
                "file-too-large",
                "the file has " + size + " bytes; split it into files of at most " + limits.fileBytes());
    }

    static Problem symbolicLink(String path) {
        return error(path, "symlink", "symbolic links are not followed; put the file itself here");
    }

    static Problem submodule(String path) {
        return error(path, "submodule", "submodules are not followed; put the files themselves here");
    }

    static Problem lfsPointer(String path) {
        return error(
                path,
                "lfs-pointer",
                "this is a pointer of Git LFS, not the file; take the path out of .gitattributes and commit the file itself");
    }

    static Problem notAFile(String path) {
        return error(path, "not-a-file", "this is not a regular file; replace or remove it");
    }

    static Problem notAFolder(String path) {
        return error(path, "not-a-folder", "this is a file; name the folder of the configuration with --path");
    }

    static Problem brokenTree(String path, String why) {
        return error(path, "broken-tree", "Git's record of this is broken (" + why + "); remove it and add it again");
    }

    static Problem nameNotUtf8(String path) {
        return error(path, "name-encoding", "the name is not UTF-8; rename it");
    }

    static Problem nameWithControlCharacter(String path) {
        return error(path, "name-control-character", "the name holds a character that cannot be seen; rename it");
    }

    static Problem nameWithBackslash(String path) {
        return error(
                path, "name-backslash", "the name holds a backslash, which separates folders on Windows; rename it");
    }

    static Problem caseTwin(String path, String other) {
        return error(
                path,
                "name-case-twin",
                "\"" + other + "\" differs from this name only by case, and many disks can hold one of them only;"
                        + " rename or remove one");
    }

    static Problem unicodeTwin(String path, String other) {
        return error(
                path,
                "name-unicode-twin",
                "another name looks the same, written with other characters (\"" + other + "\"); rename or remove one");
    }

    static Problem pathTooLong(String path, SourceLimits limits) {
        var start = path.substring(0, path.offsetByCodePoints(0, Math.min(60, path.codePointCount(0, path.length()))));
        return error(
                start + "..", "path-too-long", "the path has more than " + limits.pathBytes() + " bytes; shorten it");
    }

    static Problem tooDeep(String path, SourceLimits limits) {
        return error(
                path, "too-deep", "the path has more than " + limits.depth() + " names; put the folder further up");
    }

    static Problem tooManyEntries(SourceLimits limits) {
        return Problem.error(
                EVERYWHERE,
                "too-many-entries",
                "the configuration has more than " + limits.entries()
                        + " files and folders; nothing of it was read; put several resources into a file");
    }

    static Problem tooManyBytes(SourceLimits limits) {
        return Problem.error(
                EVERYWHERE,
                "too-many-bytes",
                "the configuration has more than " + limits.totalBytes()
                        + " bytes; nothing of it was read; move what is not for this server elsewhere");
    }

    static Problem tooManyProblems(SourceLimits limits) {
        return Problem.error(
                EVERYWHERE,
                "too-many-problems",
                "reading stopped after " + limits.problems() + " entries that cannot be read; mend these first");
    }

    private static Problem error(String path, String code, String message) {
        return Problem.error(Location.startOf(path), code, message);
    }
}
