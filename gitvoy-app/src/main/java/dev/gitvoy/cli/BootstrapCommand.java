package dev.gitvoy.cli;

import dev.gitvoy.bootstrap.EnvoyBootstrap;
import dev.gitvoy.bootstrap.Flavour;
import dev.gitvoy.bootstrap.HostAndPort;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitvoy bootstrap}. */
@Command(
        name = "bootstrap",
        description = "Print the file with which an Envoy starts to be configured by Gitvoy.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true)
@SuppressWarnings("NullAway.Init")
final class BootstrapCommand implements Callable<Integer> {
    private static final String GRPC = "127.0.0.1:18000";
    private static final String REST = "127.0.0.1:18001";

    @Spec
    private CommandSpec spec;

    @Option(names = "--flavour", defaultValue = "ads-delta", description = "how Envoy asks: ${COMPLETION-CANDIDATES}")
    private Flavour flavour;

    @Option(names = "--node-id", defaultValue = "envoy-1", paramLabel = "ID", description = "which Envoy it is")
    private String nodeId;

    @Option(
            names = "--cluster",
            defaultValue = "edge",
            paramLabel = "NAME",
            description = "its group, unless gitvoy.yaml defines groups")
    private String cluster;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "where Gitvoy listens (default: " + GRPC + ", for rest " + REST + ")")
    private @Nullable String server;

    @Option(
            names = "--admin-port",
            defaultValue = "9901",
            description = "of Envoy's admin API, on loopback; 0 for a free port")
    private int adminPort;

    @Option(
            names = "--runtime-layer",
            paramLabel = "NAME",
            description = "a layer of Envoy's runtime that comes from Gitvoy (default: none)")
    private @Nullable String runtimeLayer;

    @Override
    public Integer call() {
        if (adminPort < 0 || adminPort > 65535) {
            throw new ParameterException(
                    spec.commandLine(), "--admin-port=" + adminPort + ": expected 0 to 65535, for example 9901");
        }
        try {
            var byDefault = flavour == Flavour.REST ? REST : GRPC;
            var bootstrap = new EnvoyBootstrap(
                    flavour,
                    nodeId,
                    cluster,
                    HostAndPort.parse(server == null ? byDefault : server),
                    adminPort,
                    Optional.ofNullable(runtimeLayer));
            var out = spec.commandLine().getOut();
            out.print(bootstrap.yaml());
            out.flush();
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
