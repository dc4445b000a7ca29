package dev.gitvoy.demo;

import java.io.IOException;
import java.nio.file.Path;

/** Starts Gitvoy for the demo. */
@FunctionalInterface
public interface GitvoyServerFactory {
    /**
     * Starts Gitvoy with all roles in memory, on free ports of the loopback interface, and returns when they are bound. It
     * should poll several times a second: the story waits for it.
     *
     * @param repository the work tree of a Git repository, whose branch {@code main} is served
     * @param stateDirectory is empty
     */
    GitvoyServer start(Path repository, Path stateDirectory) throws IOException;
}
