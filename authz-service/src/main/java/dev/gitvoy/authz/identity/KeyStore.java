package dev.gitvoy.authz.identity;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps API keys that come and go without a commit. Any thread; never blocks. */
public interface KeyStore extends AutoCloseable {
    /** Finds a key; the stage fails when the store does not answer in time. */
    CompletionStage<Optional<KeyRecord>> find(String id);

    /** Adds or replaces a key. */
    CompletionStage<Void> put(KeyRecord key);

    /** Ends a key at once. */
    CompletionStage<Void> remove(String id);

    @Override
    void close();
}
