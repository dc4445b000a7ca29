package dev.gitvoy.authz.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store of keys does. */
abstract class KeyStoreContract {
    private static final KeyRecord FULL = new KeyRecord(
            "full",
            "ab".repeat(32),
            "alice ü",
            "acme",
            List.of("read", "write"),
            Map.of("plan", "gold", "empty", ""),
            true,
            Optional.of(Instant.parse("2027-01-31T00:00:00Z")));

    private static final KeyRecord BARE =
            new KeyRecord("bare", "cd".repeat(32), "", "", List.of(), Map.of(), false, Optional.empty());

    abstract KeyStore store();

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void find_returnsWhatWasPut() {
        await(store().put(FULL));
        await(store().put(BARE));

        assertThat(await(store().find("full"))).contains(FULL);
        assertThat(await(store().find("bare"))).contains(BARE);
    }

    @Test
    void find_unknown_isEmpty() {
        assertThat(await(store().find("unknown"))).isEmpty();
        assertThat(await(store().find(""))).isEmpty();
    }

    @Test
    void remove_endsAKeyAtOnce() {
        var key = new KeyRecord("gone", "ef".repeat(32), "", "", List.of(), Map.of(), false, Optional.empty());
        await(store().put(key));

        await(store().remove("gone"));

        assertThat(await(store().find("gone"))).isEmpty();
    }
}
