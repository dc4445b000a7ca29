package dev.gitvoy.demo;

import java.io.IOException;
import java.nio.file.Path;

/** Starts Gitvoy for the demo. */
@FunctionalInterface
public interface GitvoyServerFactory {
    /**
     * Starts Gitvoy with all roles in memory, on the loopback interface, other ports free ones, and returns when they are bound. It
     * should poll several times a second: the story waits for it.
     *
     * @param repository the work tree of a Git repository, whose branch {@code main} is served
     * @param stateDirectory is empty
     * @param pepper file with the secret under which the repository's API keys are hashed
     */
    GitvoyServer start(Path repository, Path stateDirectory, Path pepper, ServicePorts ports) throws IOException;
}
