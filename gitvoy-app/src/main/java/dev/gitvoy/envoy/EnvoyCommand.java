package dev.gitvoy.envoy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A way to run Envoy on this machine. It looks the same to the caller whether a binary or a container runs. */
public sealed interface EnvoyCommand {
    /**
     * The command line that runs Envoy in the foreground.
     *
     * @param directory holds every file that the arguments name
     */
    List<String> start(Path directory, List<String> arguments) throws IOException;

    /** The command line that removes what a killed Envoy may leave behind; empty when there is nothing. */
    List<String> remove(Path directory);

    /** An Envoy that is a file of this machine. */
    record Binary(Path file, String version, String origin) implements EnvoyCommand {
        @Override
        public List<String> start(Path directory, List<String> arguments) {
            var command = new ArrayList<>(List.of(file.toString()));
            command.addAll(arguments);
            return List.copyOf(command);
        }

        @Override
        public List<String> remove(Path directory) {
            return List.of();
        }

        @Override
        public String toString() {
            return "Envoy " + version + " (" + origin + ")";
        }
    }

    /** An Envoy in a container on the host's network. Its image's entry point takes Envoy's own arguments. */
    record Docker(Path docker, String image) implements EnvoyCommand {
        @Override
        public List<String> start(Path directory, List<String> arguments) throws IOException {
            // The directory's owner, so that the container may read what is there and leaves files that we may delete.
            var user = Files.getAttribute(directory, "unix:uid") + ":" + Files.getAttribute(directory, "unix:gid");
            var command = new ArrayList<>(List.of(
                    docker.toString(),
                    "run",
                    "--rm",
                    "--pull=never",
                    "--name",
                    name(directory),
                    "--network",
                    "host",
                    "--user",
                    user,
                    "--volume",
                    directory + ":" + directory,
                    image));
            command.addAll(arguments);
            return List.copyOf(command);
        }

        @Override
        public List<String> remove(Path directory) {
            return List.of(docker.toString(), "rm", "--force", name(directory));
        }

        @Override
        public String toString() {
            return "Envoy in a container (" + image + ")";
        }

        private static String name(Path directory) {
            return "gitvoy" + directory.toString().replaceAll("[^A-Za-z0-9]+", "-");
        }
    }
}
