package dev.gitvoy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Envoy as a child process. */
final class BinaryEnvoy implements EnvoyUnderTest {
    private final ChildProcess process;
    private final EnvoyAdmin admin;

    private BinaryEnvoy(ChildProcess process, EnvoyAdmin admin) {
        this.process = process;
        this.admin = admin;
    }

    static BinaryEnvoy start(Path binary, String bootstrap, Path directory) {
        var config = directory.resolve("envoy.yaml");
        var address = directory.resolve("admin");
        try {
            Files.writeString(config, bootstrap);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = new ArrayList<>(
                List.of(binary.toString(), "-c", config.toString(), "--admin-address-path", address.toString()));
        command.addAll(FLAGS);
        var process = ChildProcess.start(command, directory.resolve("envoy.log"));
        try {
            return new BinaryEnvoy(process, EnvoyAdmin.await(address));
        } catch (RuntimeException e) {
            process.close();
            throw new IllegalStateException("Envoy did not start: " + process.output(), e);
        }
    }

    @Override
    public EnvoyAdmin admin() {
        return admin;
    }

    @Override
    public String log() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
