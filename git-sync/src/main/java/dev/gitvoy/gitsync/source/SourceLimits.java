package dev.gitvoy.gitsync.source;

/**
 * How much configuration a commit may hold, so that reading one ends and fits into memory. Counts files and folders of the
 * configuration alone, not what else a repository holds.
 *
 * @param fileBytes of one file
 * @param totalBytes of all files
 * @param entries files and folders
 * @param depth names in a path
 * @param pathBytes of a path, as UTF-8
 * @param problems that are told of one commit; after so many nobody reads on
 */
record SourceLimits(long fileBytes, long totalBytes, int entries, int depth, int pathBytes, int problems) {
    /** A configuration file that is larger was hardly written by people: 1 MiB. */
    static final int MAX_FILE_BYTES = 1 << 20;

    static final SourceLimits DEFAULT = new SourceLimits(MAX_FILE_BYTES, 256L << 20, 200_000, 16, 512, 100);
}
