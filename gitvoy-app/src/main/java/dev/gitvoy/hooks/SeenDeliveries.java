package dev.gitvoy.hooks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** The verified deliveries of the last ten minutes, at most 10,000. Any thread. */
final class SeenDeliveries {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int MOST = 10_000;

    private final Cache<String, Boolean> seen;

    SeenDeliveries(Ticker ticker) {
        this.seen = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .build();
    }

    /** Whether a delivery is the first of its kind. */
    boolean add(Forge forge, Delivery delivery) {
        return seen.asMap().putIfAbsent(key(forge, delivery), true) == null;
    }

    /**
     * The id and the body: GitLab gives a push that answers another webhook the id of that one. An id of any length becomes a
     * few bytes here.
     */
    private static String key(Forge forge, Delivery delivery) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((forge.label() + "\n" + forge.deliveryId(delivery).orElse("") + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(delivery.body()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
