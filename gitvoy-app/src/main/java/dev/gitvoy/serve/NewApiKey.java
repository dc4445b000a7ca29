package dev.gitvoy.serve;

import dev.gitvoy.authz.identity.ApiKey;
import dev.gitvoy.authz.identity.KeyRecord;
import dev.gitvoy.authz.identity.Pepper;
import dev.gitvoy.authz.identity.RedisKeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An API key that was just made: its text is shown once, and its record is kept. */
public final class NewApiKey {
    private static final Duration STORE_DEADLINE = Duration.ofSeconds(5);

    private final ApiKey key;
    private final KeyRecord record;

    private NewApiKey(ApiKey key, KeyRecord record) {
        this.key = key;
        this.record = record;
    }

    /** @throws StartException when the pepper cannot be read or made */
    public static NewApiKey create(
            String environment, String subject, String tenant, List<String> scopes, Path pepperFile)
            throws StartException {
        try {
            var pepper = Pepper.readOrCreate(pepperFile);
            var key = ApiKey.create(environment, new SecureRandom());
            return new NewApiKey(
                    key,
                    new KeyRecord(
                            key.id(), key.mac(pepper), subject, tenant, scopes, Map.of(), false, Optional.empty()));
        } catch (IOException e) {
            throw new StartException(
                    "--authz-pepper-file=" + pepperFile + ": cannot be read or made: " + e.getMessage(), e);
        }
    }

    /** A secret. */
    public String text() {
        return key.text();
    }

    /** For the list {@code keys} of a document of kind {@code ApiKeys}; holds no secret. */
    public String listItem() {
        var item = new StringBuilder();
        item.append("- id: ").append(record.id()).append('\n');
        item.append("  mac: ").append(record.mac()).append('\n');
        item.append("  subject: ").append(quoted(record.subject())).append('\n');
        if (!record.tenant().isEmpty()) {
            item.append("  tenant: ").append(quoted(record.tenant())).append('\n');
        }
        if (!record.scopes().isEmpty()) {
            item.append("  scopes:\n");
            record.scopes()
                    .forEach(scope -> item.append("  - ").append(quoted(scope)).append('\n'));
        }
        return item.toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** @throws StartException when Redis does not take it */
    public void putInto(Store store) throws StartException {
        try (var redis = RedisKeyStore.connect(store.redis().orElseThrow(), STORE_DEADLINE)) {
            redis.connected()
                    .thenCompose(connected -> redis.put(record))
                    .toCompletableFuture()
                    .get(STORE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new StartException("--store=" + store + ": the key could not be put there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("--store=" + store + ": interrupted", e);
        }
    }
}
