package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.HandoverListener;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<Release> handedOver = new CopyOnWriteArrayList<>();
    private final AtomicBoolean applied = new AtomicBoolean();
    private final Release release = release();

    private Handover handover(Duration longest) {
        var service = new HandoverListener() {
            @Override
            public void onRelease(Release release) {}

            @Override
            public void handedOver(Release release) {
                handedOver.add(release);
            }
        };
        return new Handover(List.of(service), asked -> applied.get(), longest);
    }

    @Test
    void onRelease_zero_handsOverAtOnce() {
        try (var handover = handover(Duration.ZERO)) {
            handover.onRelease(release);

            assertThat(handedOver).containsExactly(release);
        }
    }

    @Test
    void everyEnvoyHasIt_handsOverOnce_afterItSettled() {
        try (var handover = handover(LONG)) {
            handover.start();
            handover.onRelease(release);
            await().during(Duration.ofMillis(300)).until(handedOver::isEmpty);

            applied.set(true);
            long start = System.nanoTime();

            await().until(() -> !handedOver.isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
            await().during(Duration.ofMillis(300)).until(() -> handedOver.equals(List.of(release)));
        }
    }

    @Test
    void anEnvoyThatNeverTakesIt_holdsItUpNoLongerThanTold() {
        try (var handover = handover(Duration.ofMillis(200))) {
            handover.start();
            handover.onRelease(release);

            await().until(() -> handedOver.equals(List.of(release)));
        }
    }

    private static Release release() {
        var outcome = new CommitCompiler(List.of())
                .compile(
                        null,
                        new Commit("c", "", "", Instant.EPOCH),
                        new Changes(List.of(), java.util.Set.of(), List.of()));
        return ((CommitCompiler.Outcome.Compiled) outcome).release();
    }
}
