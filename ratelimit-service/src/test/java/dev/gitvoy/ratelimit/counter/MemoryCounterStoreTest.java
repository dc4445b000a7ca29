package dev.gitvoy.ratelimit.counter;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.gitvoy.ratelimit.counter.CounterStore.Hits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryCounterStoreTest extends CounterStoreContract {
    private static final Duration REST = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = nanos::get;
    private final CounterStore store = new MemoryCounterStore(1_000, ticker);

    @Override
    CounterStore store() {
        return store;
    }

    @Override
    void awaitForgotten(String key) {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    }

    @Test
    void longKeys_areToldApart_andAreNotKeptWhole() {
        var megabyte = "x".repeat(1 << 20);
        var roomy = new MemoryCounterStore();
        int keys = (int) (Runtime.getRuntime().maxMemory() >> 20);

        for (int i = 0; i < keys; i++) {
            assertThat(ask(roomy, new Hits(megabyte + i, 1, REST))).containsExactly(1);
        }

        assertThat(ask(roomy, new Hits(megabyte + "0", 1, REST))).containsExactly(2);
    }

    @Test
    void full_newKeysAreToldSo_andLiveOnesGoOn() {
        var small = new MemoryCounterStore(2, ticker);
        ask(small, new Hits("a", 5, REST), new Hits("b", 1, REST));

        assertThat(ask(small, new Hits("c", 1, REST))).containsExactly(CounterStore.FULL);
        assertThat(ask(small, new Hits("a", 1, REST))).containsExactly(6);

        nanos.addAndGet(REST.plusSeconds(1).toNanos());

        assertThat(ask(small, new Hits("c", 1, REST))).containsExactly(1);
    }
}
