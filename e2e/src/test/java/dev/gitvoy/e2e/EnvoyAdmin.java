package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The admin API of an Envoy, as far as scenarios need it. */
final class EnvoyAdmin {
    private final URI base;

    private EnvoyAdmin(URI base) {
        this.base = base;
    }

    /** Waits until Envoy has written the address of its admin API to the file and answers there. */
    static EnvoyAdmin await(Path addressFile) {
        Waiting.soon("Envoy writes " + addressFile.getFileName())
                .until(() -> Files.exists(addressFile)
                        && !Files.readString(addressFile).isBlank());
        try {
            var admin = new EnvoyAdmin(
                    URI.create("http://" + Files.readString(addressFile).strip()));
            Waiting.soon("Envoy's admin API answers")
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> admin.get("/server_info").status() == 200);
            return admin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether Envoy has all that it waits for when it starts. */
    boolean live() {
        return get("/ready").status() == 200;
    }

    /** As Envoy prints it: {@code HASH/1.40.0/Clean/RELEASE/BoringSSL}. */
    String version() {
        return ok("/server_info").path("version").asText();
    }

    /** The value of a counter or gauge; 0 when Envoy has none of that name. */
    long stat(String name) {
        return stats("^" + name.replace(".", "\\.") + "$").getOrDefault(name, 0L);
    }

    /** How often each xDS subscription tried, got, failed and refused an update. */
    XdsCounters xds() {
        return new XdsCounters(stats("(cds|lds|rds\\..*|^cluster\\..*)\\.update_(attempt|success|rejected)$"));
    }

    /** The text of a stat such as {@code ..version_text} or {@code control_plane.identifier}. */
    String text(String name) {
        var answer = ok("/stats?format=json&type=TextReadouts&filter=" + encoded("^" + name.replace(".", "\\.") + "$"));
        return answer.path("stats").path(0).path("value").asText();
    }

    /** The version under which Envoy got a route configuration: the resource's own one in delta. */
    String routeVersion(String name) {
        for (var config : ok("/config_dump?resource=dynamic_route_configs").path("configs")) {
            if (config.path("route_config").path("name").asText().equals(name)) {
                return config.path("version_info").asText();
            }
        }
        throw new AssertionError("Envoy has no route configuration " + name);
    }

    /** The names of all clusters that Envoy has. */
    Set<String> clusters() {
        var names = new TreeSet<String>();
        for (var cluster : ok("/clusters?format=json").path("cluster_statuses")) {
            names.add(cluster.path("name").asText());
        }
        return names;
    }

    /** A cluster as Envoy has it: what it does not know is not in it. */
    JsonNode cluster(String name) {
        for (var config : ok("/config_dump?resource=dynamic_active_clusters").path("configs")) {
            if (config.path("cluster").path("name").asText().equals(name)) {
                return config.path("cluster");
            }
        }
        throw new AssertionError("Envoy has no cluster " + name);
    }

    /** Where a listener accepts connections. */
    int listenerPort(String name) {
        for (var listener : ok("/listeners?format=json").path("listener_statuses")) {
            if (listener.path("name").asText().equals(name)) {
                return listener.at("/local_address/socket_address/port_value").asInt();
            }
        }
        throw new AssertionError("Envoy has no listener " + name);
    }

    private Map<String, Long> stats(String filter) {
        var values = new TreeMap<String, Long>();
        for (var stat : ok("/stats?format=json&filter=" + encoded(filter)).path("stats")) {
            if (stat.path("value").isIntegralNumber()) {
                values.put(stat.path("name").asText(), stat.path("value").asLong());
            }
        }
        return values;
    }

    private JsonNode ok(String path) {
        var answer = get(path);
        assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return answer.json();
    }

    private Http.Answer get(String path) {
        return Http.get(base.resolve(path));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
