package dev.gitvoy.client;

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

/** Talks to an admin API in JSON. Any thread. */
public final class HttpJson {
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
    public record Answer(int status, Map<String, String> headers, String body) {
        public boolean ok() {
            return status == 200;
        }

        public JsonNode json() throws IOException {
            return MAPPER.readTree(body);
        }
    }

    public Answer get(URI address) throws IOException {
        return get(address, Map.of());
    }

    public Answer get(URI address, Map<String, String> headers) throws IOException {
        return send(HttpRequest.newBuilder(address).timeout(DEADLINE), headers);
    }

    /** Sends what Jackson makes of a body, which may take until a deadline to be answered. */
    Answer post(URI address, Map<String, String> headers, Object body, Duration deadline) throws IOException {
        return send(
                HttpRequest.newBuilder(address)
                        .timeout(deadline)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body))),
                headers);
    }

    private Answer send(HttpRequest.Builder builder, Map<String, String> headers) throws IOException {
        headers.forEach(builder::header);
        var request = builder.build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            var answered = new TreeMap<String, String>();
            response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
            return new Answer(response.statusCode(), answered, response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(request.uri() + ": interrupted");
        }
    }
}
