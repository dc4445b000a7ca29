package dev.gitvoy.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The sample of {@code examples/quickstart}, with its ports replaced: the sample names fixed ones, so that it can be run by
 * hand, and the demo must not collide with anything.
 */
final class QuickStart {
    static final String LISTENER = "web";
    static final String ROUTES = "xds/edge/routes.yaml";
    static final String LIMITS = "ratelimit/edge.yaml";
    static final String USER = "alice";

    private static final String ROOT = "quickstart/";
    private static final List<String> CONFIGURATION = List.of(
            "authz/keys.yaml",
            "authz/policies.yaml",
            LIMITS,
            "xds/edge/clusters.yaml",
            "xds/edge/endpoints.yaml",
            "xds/edge/listeners.yaml",
            ROUTES);
    private static final int LISTENER_PORT = 10000;
    private static final int V1_PORT = 10001;
    private static final int V2_PORT = 10002;
    private static final int XDS_PORT = 18000;
    private static final int RATE_LIMIT_PORT = 8081;
    private static final int AUTHZ_PORT = 9191;
    private static final int ADMIN_PORT = 9901;

    private QuickStart() {}

    /** The ports that take the places of the sample's. */
    record Ports(int listener, int v1, int v2, ServicePorts services) {}

    /** Writes the config repository's files below a directory. */
    static void copy(Path directory, Ports ports) throws IOException {
        for (var name : CONFIGURATION) {
            var file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            var text = replaced(read(name), LISTENER_PORT, ports.listener);
            text = replaced(text, V1_PORT, ports.v1);
            text = replaced(text, V2_PORT, ports.v2);
            text = replaced(text, RATE_LIMIT_PORT, ports.services.rateLimit());
            text = replaced(text, AUTHZ_PORT, ports.services.authz());
            Files.writeString(file, text);
        }
    }

    /** Writes the secret under which the sample's keys are hashed. */
    static void copyPepper(Path file) throws IOException {
        Files.writeString(file, read("pepper"));
    }

    /** The API key of {@link #USER}, as the sample's README gives it. */
    static String apiKey() throws IOException {
        return read("api-key").strip();
    }

    /** Envoy's bootstrap; its admin API takes a free port. */
    static String bootstrap(int xdsPort) throws IOException {
        return replaced(replaced(read("envoy.yaml"), XDS_PORT, xdsPort), ADMIN_PORT, 0);
    }

    private static String replaced(String text, int port, int by) {
        return text.replace("port_value: " + port, "port_value: " + by);
    }

    private static String read(String name) throws IOException {
        try (var in = QuickStart.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + ROOT + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
