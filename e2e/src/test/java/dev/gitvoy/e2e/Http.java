package dev.gitvoy.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Questions to admin APIs. Traffic under test goes through {@link TrafficMeter}, which never asks twice. */
final class Http {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    static {
        // Tests ask for hosts that have no address.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Http() {}

    /**
     * An answer with any status.
     *
     * @param headers by their names in lower case, with their first value
     */
    record Answer(int status, Map<String, String> headers, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not JSON: " + this, e);
            }
        }
    }

    static Answer get(URI uri) {
        return get(uri, Map.of());
    }

    static Answer get(URI uri, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        headers.forEach(request::header);
        return send(uri, request);
    }

    /** Asks without waiting for the answer. */
    static CompletableFuture<Answer> begin(URI uri) {
        var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        return CLIENT.sendAsync(request, BodyHandlers.ofString()).thenApply(Http::answer);
    }

    static Answer post(URI uri, String body) {
        return send(uri, HttpRequest.newBuilder(uri).timeout(TIMEOUT).POST(BodyPublishers.ofString(body)));
    }

    static Answer post(URI uri, String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(uri, request);
    }

    private static Answer send(URI uri, HttpRequest.Builder request) {
        try {
            return answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(uri.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at " + uri, e);
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        var headers = new TreeMap<String, String>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
        return new Answer(response.statusCode(), headers, response.body());
    }
}
