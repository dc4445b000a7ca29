package dev.gitvoy.serve;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How to run the program.
 *
 * @param repo address of a Git repository, or a local path to one or to a plain folder
 * @param path folder of the configuration in the repository; empty for its root
 * @param interval between two looks at the repository
 * @param stateDir what must outlive the process; held by one process at a time
 * @param bind address that the servers listen on
 * @param xdsPort 0 for any free port, as for the other ports
 */
public record ServeSettings(
        String repo,
        String branch,
        String path,
        Duration interval,
        Path stateDir,
        String bind,
        int xdsPort,
        int adminPort) {}
