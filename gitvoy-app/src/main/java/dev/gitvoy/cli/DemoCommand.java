package dev.gitvoy.cli;

import dev.gitvoy.demo.Demo;
import dev.gitvoy.demo.GitvoyServer;
import dev.gitvoy.demo.ServicePorts;
import dev.gitvoy.serve.Gitvoy;
import dev.gitvoy.serve.ServeSettings;
import dev.gitvoy.serve.StartException;
import dev.gitvoy.serve.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gitvoy demo}: the story of a merged commit, on this machine, with a real Envoy. */
@Command(
        name = "demo",
        description = "Show on this machine, with a real Envoy, what a merged commit does.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration HANDOVER = Duration.ofSeconds(60);

    @Option(names = "--once", description = "end after the story; exit code 1 if a step did not happen")
    private boolean once;

    @Override
    public Integer call() {
        Logging.use(Logging.Format.text);
        return new Demo(DemoCommand::serve).run(once);
    }

    private static GitvoyServer serve(Path repository, Path stateDirectory, Path pepper, ServicePorts ports)
            throws IOException {
        try {
            var gitvoy = Gitvoy.start(new ServeSettings(
                    ServeSettings.Repository.at(repository.toString()),
                    INTERVAL,
                    stateDirectory,
                    Optional.of(pepper),
                    Store.MEMORY,
                    Duration.ofSeconds(1),
                    HANDOVER,
                    LOOPBACK,
                    new ServeSettings.Ports(0, 0, ports.rateLimit(), 0, ports.authz(), 0),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
            return new GitvoyServer() {
                @Override
                public int xdsPort() {
                    return gitvoy.xdsPort();
                }

                @Override
                public URI admin() {
                    return URI.create("http://" + LOOPBACK + ":" + gitvoy.adminPort());
                }

                @Override
                public void close() {
                    gitvoy.close();
                }
            };
        } catch (StartException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
