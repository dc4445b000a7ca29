package dev.gitvoy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Asks an admin API on this machine. Any thread. */
final class HttpJson {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .build();

    /**
     * An answer, whatever its status.
     *
     * @param headers by their names in lower case, with their first value
     * @param body as text
     */
    record Answer(int status, Map<String, String> headers, String body) {
        boolean ok() {
            return status == 200;
        }

        JsonNode json() throws IOException {
            return MAPPER.readTree(body);
        }
    }

    Answer get(URI address) throws IOException {
        return get(address, Map.of());
    }

    Answer get(URI address, Map<String, String> headers) throws IOException {
        var builder = HttpRequest.newBuilder(address).timeout(DEADLINE);
        headers.forEach(builder::header);
        var request = builder.build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            var answered = new TreeMap<String, String>();
            response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
            return new Answer(response.statusCode(), answered, response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(address + ": interrupted");
        }
    }
}
