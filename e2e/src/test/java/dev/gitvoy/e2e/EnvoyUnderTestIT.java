package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That an Envoy starts in the mode that was chosen, and what scenarios read of it. */
class EnvoyUnderTestIT {
    @ParameterizedTest
    @EnumSource(Transport.class)
    void envoy_withoutControlPlane_startsAndWaits(Transport transport, @TempDir Path directory) throws Exception {
        try (var nobody = new ServerSocket(0);
                var envoy = EnvoyMode.chosen()
                        .start(
                                new Bootstrap("edge-1", "edge", transport, nobody.getLocalPort(), false).yaml(),
                                directory)) {
            assertThat(envoy.admin().live()).isFalse();
            assertThat(envoy.admin().version()).contains("/" + EnvoyUnderTest.VERSION + "/");
            assertThat(envoy.admin().clusters()).containsExactly("xds");
            assertThat(envoy.admin().xds().rejected()).isZero();
            assertThat(envoy.admin().stat("server.concurrency")).isEqualTo(2);
            Waiting.soon("Envoy logs").until(() -> envoy.log().contains("initializing cds"));
        }
    }
}
