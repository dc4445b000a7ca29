package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.bootstrap.Flavour;
import dev.gitvoy.e2e.Forge.Change;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each bootstrap that {@code gitvoy bootstrap} prints, with a real Envoy: it is configured, and it follows a commit. */
class BootstrapFlavoursIT {
    /** How resources of a commit name Gitvoy where there is no aggregated stream. */
    private static final String GRPC_SOURCE =
            "{resource_api_version: V3, api_config_source: {api_type: DELTA_GRPC, transport_api_version: V3, grpc_services: [{envoy_grpc: {cluster_name: xds}}]}}";

    private static final String REST_SOURCE =
            "{resource_api_version: V3, api_config_source: {api_type: REST, transport_api_version: V3, cluster_names: [xds], refresh_delay: 0.5s}}";

    private static final String ADS = "{ads: {}, resource_api_version: V3}";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void anEnvoy_isConfigured_andFollowsACommit(Flavour flavour) throws IOException, InterruptedException {
        try (var v1 = Upstream.answering("v1");
                var v2 = Upstream.answering("v2")) {
            var forge = Forge.create(
                    Files.createDirectory(directory.resolve("forge")),
                    write("gitvoy.yaml", "xds: {bootstrap_clusters: [xds]}\n"),
                    in(flavour, Samples.listener()),
                    in(flavour, Samples.routesTo("v1")),
                    in(flavour, Samples.cluster("v1")),
                    in(flavour, Samples.endpoints("v1", v1)),
                    in(flavour, Samples.cluster("v2")),
                    in(flavour, Samples.endpoints("v2", v2)));
            try (var gitvoy =
                    new GitvoyProcess(forge.repository(), Files.createDirectory(directory.resolve("gitvoy")))) {
                gitvoy.start();
                gitvoy.awaitCommit(forge.head());
                int port = flavour == Flavour.REST ? gitvoy.xdsRestPort() : gitvoy.xdsPort();
                try (var envoy = EnvoyMode.chosen()
                        .start(bootstrap(flavour, port), Files.createDirectory(directory.resolve("envoy")))) {
                    Waiting.soon("Envoy is live").until(() -> envoy.admin().live());
                    Waiting.soon("v1 answers").until(() -> answer(envoy).startsWith("v1"));

                    var commit = forge.commit("to v2", in(flavour, Samples.routesTo("v2")));

                    Waiting.soon("v2 answers").until(() -> answer(envoy).startsWith("v2"));
                    if (flavour != Flavour.REST) {
                        gitvoy.awaitAcked(commit);
                    }
                    assertThat(envoy.admin().xds().rejected()).isZero();
                }
            }
        }
    }

    private static String answer(EnvoyUnderTest envoy) {
        return Http.get(URI.create("http://127.0.0.1:" + envoy.admin().listenerPort(Samples.LISTENER) + "/"))
                .body();
    }

    private static Change in(Flavour flavour, Change change) {
        return switch (flavour) {
            case SEPARATE -> change.replacing(ADS, GRPC_SOURCE);
            case REST -> change.replacing(ADS, REST_SOURCE);
            case ADS_DELTA, ADS_SOTW, ADS_GOOGLE_GRPC -> change;
        };
    }

    /** What the program prints, but for how often REST asks. */
    private String bootstrap(Flavour flavour, int port) {
        var command = GitvoyProcess.program();
        command.addAll(List.of(
                "bootstrap",
                "--flavour",
                flavour.toString(),
                "--node-id",
                "edge-1",
                "--server",
                "127.0.0.1:" + port,
                "--admin-port",
                "0"));
        return new Command(directory, Map.of(), Duration.ofSeconds(30))
                .run(command)
                .replace("refresh_delay: 5s", "refresh_delay: 0.5s");
    }
}
