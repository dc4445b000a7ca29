package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.UnresolvedAddressException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class DamagedExceptionTest {
    /** As a pack whose offsets are wrong leads to, in the midst of a fetch. */
    @Test
    void whatReadingWrongOffsetsLeadsTo_isDamage() {
        assertThat(isDamage(new NegativeArraySizeException("-2083347971"))).isTrue();
        assertThat(isDamage(new ArrayIndexOutOfBoundsException(7))).isTrue();
        assertThat(isDamage(new IllegalArgumentException("bad"))).isTrue();
        assertThat(isDamage(new NullPointerException())).isTrue();
        assertThat(isDamage(new MissingObjectException(ObjectId.zeroId(), "commit")))
                .isTrue();
    }

    @Test
    void whatTheNetworkDoes_isNone() {
        assertThat(isDamage(new UnresolvedAddressException())).isFalse();
        assertThat(isDamage(new UncheckedIOException(new IOException("reset")))).isFalse();
        assertThat(isDamage(new IOException("reset"))).isFalse();
    }

    @Test
    void whatOnlyCarriesAnother_isWhatItCarries() {
        assertThat(isDamage(new JGitInternalException("gc", new IOException("busy"))))
                .isFalse();
        assertThat(isDamage(new JGitInternalException("gc", new IndexOutOfBoundsException())))
                .isTrue();
    }

    private static boolean isDamage(Exception cause) {
        return DamagedException.isCauseOf(new TransportException("x", cause));
    }
}
