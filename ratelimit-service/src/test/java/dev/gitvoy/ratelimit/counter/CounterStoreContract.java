package dev.gitvoy.ratelimit.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.ratelimit.counter.CounterStore.Hits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store of counters does. */
abstract class CounterStoreContract {
    private static final Duration REST = Duration.ofMinutes(1);

    abstract CounterStore store();

    private long[] add(Hits... hits) {
        return ask(store(), hits);
    }

    static long[] ask(CounterStore store, Hits... hits) {
        var answer = new CompletableFuture<long[]>();
        store.add(List.of(hits), answer::complete);
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void add_countsEachKeyOnItsOwn() {
        assertThat(add(new Hits("each-a", 1, REST), new Hits("each-b", 3, REST)))
                .containsExactly(1, 3);
        assertThat(add(new Hits("each-b", 2, REST), new Hits("each-a", 1, REST)))
                .containsExactly(5, 2);
    }

    @Test
    void add_equalKeysInOneCall_countOneAfterTheOther() {
        assertThat(add(new Hits("equal", 1, REST), new Hits("equal", 2, REST))).containsExactly(1, 3);
    }

    @Test
    void add_zero_onlyLooks() {
        assertThat(add(new Hits("zero", 0, REST))).containsExactly(0);
        assertThat(add(new Hits("zero", 2, REST))).containsExactly(2);
        assertThat(add(new Hits("zero", 0, REST))).containsExactly(2);
    }

    @Test
    void add_theMostHits_areCounted() {
        assertThat(add(new Hits("most", CounterStore.MOST_HITS, REST))).containsExactly(CounterStore.MOST_HITS);
        assertThat(add(new Hits("most", 1, REST))).containsExactly(CounterStore.MOST_HITS + 1);
    }

    @Test
    void add_nothing_isAnswered() {
        assertThat(add()).isEmpty();
    }

    @Test
    void add_keysOfAnyText_areToldApart() {
        assertThat(add(new Hits("ü\n\0*_", 1, REST), new Hits("ü\n\0*", 1, REST)))
                .containsExactly(1, 1);
    }

    @Test
    void add_windowOver_beginsAnew() {
        var brief = new Hits("brief", 1, Duration.ofSeconds(1));
        assertThat(add(brief)).containsExactly(1);

        awaitForgotten("brief");

        assertThat(add(brief)).containsExactly(1);
    }

    abstract void awaitForgotten(String key);

    @Test
    void add_manyAtOnce_admitsExactlyTheLimit() throws Exception {
        var admitted = new AtomicInteger();
        var done = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 2_000; i++) {
            threads.execute(() -> store().add(List.of(new Hits("many", 1, REST)), counts -> {
                if (counts[0] > 0 && counts[0] <= 100) {
                    admitted.incrementAndGet();
                }
                done.incrementAndGet();
            }));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        org.awaitility.Awaitility.await().until(() -> done.get() == 2_000);

        assertThat(admitted).hasValue(100);
    }
}
