package dev.gitvoy.e2e;

import dev.gitvoy.envoy.EnvoyBinary;
import java.util.List;

/** A real Envoy that runs. The port of {@link ContainerEnvoy} and {@link BinaryEnvoy}. */
interface EnvoyUnderTest extends AutoCloseable {
    /** The version of the pinned binary, in a container or not; {@code GITVOY_E2E_ENVOY} asks for another one. */
    String VERSION = System.getenv().getOrDefault("GITVOY_E2E_ENVOY", EnvoyBinary.VERSION);

    /** What every Envoy is started with, besides its files. */
    List<String> FLAGS = List.of(
            "--use-dynamic-base-id",
            "--concurrency",
            "2",
            "--drain-time-s",
            "1",
            "--parent-shutdown-time-s",
            "2",
            "-l",
            "info",
            // Without the list of everything that is compiled in.
            "--component-log-level",
            "main:warning");

    EnvoyAdmin admin();

    /** What Envoy has logged so far. */
    String log();

    @Override
    void close();
}
