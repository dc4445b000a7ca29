package dev.gitvoy.gitsync.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.gitsync.problem.Location;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutlineTest {
    private static final Provided PROVIDED =
            new Provided(new Name("cluster", Name.EVERYONE, "a"), new Location("a.yaml", 1, 1));
    private static final Outline KNOWN = new Outline(List.of(PROVIDED), List.of(), List.of(), false);

    private final AtomicInteger reads = new AtomicInteger();
    private final Outline unread = Outline.withNames(
            () -> {
                reads.incrementAndGet();
                return new Outline.Names(List.of(PROVIDED), List.of());
            },
            List.of(),
            false);

    @Test
    void names_areReadOnce_whenTheyAreAskedFor() {
        assertThat(unread.problems()).isEmpty();
        assertThat(unread.incomplete()).isFalse();
        assertThat(reads).hasValue(0);

        assertThat(unread.provides()).containsExactly(PROVIDED);
        assertThat(unread.requires()).isEmpty();
        assertThat(reads).hasValue(1);
    }

    @Test
    void namesThatCannotBeRead_areReadOnce_andSaidSoEachTime() {
        var damaged = Outline.withNames(
                () -> {
                    throw new IllegalStateException("damaged " + reads.incrementAndGet());
                },
                List.of(),
                false);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(damaged::provides).hasMessage("damaged 1");
        }
    }

    @Test
    void equals_isOfWhatIsSaid_howeverItIsKnown() {
        assertThat(unread).isEqualTo(KNOWN).hasSameHashCodeAs(KNOWN);
        assertThat(unread).isNotEqualTo(Outline.EMPTY);
        assertThat(unread).isNotEqualTo(new Outline(List.of(PROVIDED), List.of(), List.of(), true));
    }
}
