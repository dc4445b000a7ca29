package dev.gitvoy.gitsync.source;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A process of its own that follows a repository: fetches, reads, and marks as applied, without a pause. Prints a line for
 * each commit, and for each failure. Arguments: the repository, the state folder, how many rounds.
 */
final class KeptByChild {
    private KeptByChild() {}

    public static void main(String[] args) throws Exception {
        var origin = GitOrigin.of(args[0], GitRevision.branch("main"), "");
        var tuning = new GitBranchSource.Tuning(SourceLimits.DEFAULT, 10, FreeSpace.OF_DISK);
        try (var state = StateDirectory.open(Path.of(args[1]));
                var source = TestForge.source(origin, state, tuning)) {
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                round(source);
            }
        }
    }

    private static void round(ConfigSource source) {
        try {
            var commit = source.fetch();
            source.changes(null, commit);
            source.markApplied(commit);
            System.out.println("applied " + commit.id());
        } catch (SourceException e) {
            System.out.println("failed " + e.getMessage());
        }
    }

    /** @param largestFile that it may write, in KiB, by the operating system's own limit; or "unlimited" */
    static Process start(Path forge, Path state, int rounds, String largestFile, File output) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(List.of(
                        "bash",
                        "-c",
                        "ulimit -f " + largestFile + "; exec \"$0\" \"$@\"",
                        java,
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeptByChild.class.getName(),
                        forge.toString(),
                        state.toString(),
                        String.valueOf(rounds)))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }
}
