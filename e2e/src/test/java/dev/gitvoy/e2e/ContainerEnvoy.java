package dev.gitvoy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** Envoy in a container on the network of this machine, so that every address is 127.0.0.1 and every port is free. */
final class ContainerEnvoy implements EnvoyUnderTest {
    private static final String CONFIG = "/etc/envoy/envoy.yaml";
    private static final String SHARED = "/shared";

    private final ToStringConsumer log = new ToStringConsumer();
    private final GenericContainer<?> container;
    private final EnvoyAdmin admin;

    private ContainerEnvoy(String bootstrap, Path directory) {
        var command = new ArrayList<>(List.of("-c", CONFIG, "--admin-address-path", SHARED + "/admin"));
        command.addAll(FLAGS);
        container = new GenericContainer<>(DockerImageName.parse(Docker.IMAGE))
                .withImagePullPolicy(name -> false)
                .withNetworkMode("host")
                .withFileSystemBind(directory.toString(), SHARED, BindMode.READ_WRITE)
                .withCopyToContainer(Transferable.of(bootstrap), CONFIG)
                .withCommand(command.toArray(String[]::new))
                .withLogConsumer(log);
        try {
            container.start();
            admin = EnvoyAdmin.await(directory.resolve("admin"));
        } catch (RuntimeException e) {
            container.stop();
            throw new IllegalStateException("Envoy did not start: " + log(), e);
        }
    }

    static ContainerEnvoy start(String bootstrap, Path directory) {
        try {
            // Envoy runs as a user of its own and writes the address of its admin API here.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ContainerEnvoy(bootstrap, directory);
    }

    @Override
    public EnvoyAdmin admin() {
        return admin;
    }

    @Override
    public String log() {
        return log.toUtf8String();
    }

    @Override
    public void close() {
        container.stop();
    }
}
