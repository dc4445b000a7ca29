package dev.gitvoy.e2e;

import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A port of an Envoy, as its clients see it. They ask one after the other, unless they say otherwise. */
final class Entrance {
    private final URI base;

    Entrance(int port) {
        base = URI.create("http://127.0.0.1:" + port);
    }

    Http.Answer get(String path) {
        return Http.get(base.resolve(path));
    }

    Http.Answer get(String path, String header, String value) {
        return Http.get(base.resolve(path), Map.of(header, value));
    }

    Http.Answer post(String path) {
        return Http.post(base.resolve(path), "");
    }

    /** Asks without waiting for the answer. */
    CompletableFuture<Http.Answer> begin(String path) {
        return Http.begin(base.resolve(path));
    }

    /** Asks so many times; returns how often each body came, or status and body where the status is not 200. */
    SortedMap<String, Integer> count(int requests, String path) {
        var counts = new TreeMap<String, Integer>();
        for (int i = 0; i < requests; i++) {
            var answer = get(path);
            counts.merge(
                    answer.status() == 200 ? answer.body() : answer.status() + " " + answer.body(), 1, Integer::sum);
        }
        return counts;
    }
}
