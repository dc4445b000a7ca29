package dev.gitvoy.authz.identity;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Keys in this process, which are gone when it ends. */
public final class MemoryKeyStore implements KeyStore {
    private final Map<String, KeyRecord> keys = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Optional<KeyRecord>> find(String id) {
        return CompletableFuture.completedStage(Optional.ofNullable(keys.get(id)));
    }

    @Override
    public CompletionStage<Void> put(KeyRecord key) {
        keys.put(key.id(), key);
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<Void> remove(String id) {
        keys.remove(id);
        return CompletableFuture.allOf();
    }

    @Override
    public void close() {}
}
