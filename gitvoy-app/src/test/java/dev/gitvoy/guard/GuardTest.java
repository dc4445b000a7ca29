package dev.gitvoy.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
    @TempDir
    private Path temp;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

    @Test
    void tokenBucket_fillsUpSteadily() {
        var bucket = new TokenBucket(2, Duration.ofSeconds(1), nanos::get);

        assertThat(bucket.take()).isTrue();
        assertThat(bucket.take()).isTrue();
        assertThat(bucket.take()).isFalse();
        assertThat(bucket.untilNext()).isEqualTo(Duration.ofSeconds(1));

        // The clock passes over to negative numbers here, as it may.
        nanos.addAndGet(Duration.ofMillis(400).toNanos());
        assertThat(bucket.take()).isFalse();
        assertThat(bucket.untilNext()).isBetween(Duration.ofMillis(599), Duration.ofMillis(601));
        nanos.addAndGet(Duration.ofMillis(601).toNanos());
        assertThat(bucket.take()).isTrue();
        assertThat(bucket.take()).isFalse();

        nanos.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(bucket.take()).isTrue();
        assertThat(bucket.take()).isTrue();
        assertThat(bucket.take()).isFalse();
    }

    @Test
    void failureLimit_isForEachAddress() {
        var limit = new FailureLimit(nanos::get);
        for (int i = 0; i < 10; i++) {
            assertThat(limit.wait("192.0.2.1")).isZero();
            limit.failed("192.0.2.1");
        }

        assertThat(limit.wait("192.0.2.1")).isEqualTo(Duration.ofSeconds(6));
        assertThat(limit.wait("192.0.2.2")).isZero();
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        assertThat(limit.wait("192.0.2.1")).isZero();
    }

    @Test
    void boundedBody_tooLarge_isNotReadFurther() throws IOException {
        var endless = new InputStream() {
            private long count;

            @Override
            public int read() {
                throw new UnsupportedOperationException("byte by byte");
            }

            @Override
            public int read(byte[] into, int from, int length) {
                count += length;
                return length;
            }
        };

        assertThatThrownBy(() -> BoundedBody.read(endless, -1, 100_000, Duration.ofSeconds(10)))
                .isInstanceOf(BoundedBody.TooLargeException.class);
        assertThat(endless.count).isLessThan(200_000);
        assertThatThrownBy(() -> BoundedBody.read(InputStream.nullInputStream(), 11, 10, Duration.ofSeconds(10)))
                .isInstanceOf(BoundedBody.TooLargeException.class);
        assertThat(BoundedBody.read(new ByteArrayInputStream(new byte[10]), 10, 10, Duration.ofSeconds(10)))
                .hasSize(10);
    }

    @Test
    void boundedBody_tooSlow_isNotReadFurther() {
        assertThatThrownBy(() -> BoundedBody.read(new ByteArrayInputStream(new byte[10]), 10, 10, Duration.ofNanos(0)))
                .isInstanceOf(BoundedBody.TooSlowException.class);
    }

    @Test
    void secretFile_isReadAtEachUse() throws IOException {
        var file = Files.writeString(temp.resolve("secrets"), "\n  first one \r\nsecond\n\n");
        var secrets = SecretFile.open(file);

        assertThat(secrets.read().contain("first one")).isTrue();
        assertThat(secrets.read().contain("second")).isTrue();
        assertThat(secrets.read().contain("third")).isFalse();
        assertThat(secrets.read().contain("")).isFalse();

        Files.writeString(file, "second\nthird\n");
        assertThat(secrets.read().contain("first one")).isFalse();
        assertThat(secrets.read().contain("third")).isTrue();

        Files.delete(file);
        assertThatThrownBy(secrets::read).hasMessage(file + " does not exist");
    }

    @Test
    void secretFile_thatHoldsNone_saysWhatIsExpected() throws IOException {
        var file = Files.writeString(temp.resolve("secrets"), " \n");

        assertThatThrownBy(() -> SecretFile.open(file)).hasMessage(file + " is empty; expected a secret a line");
        Files.writeString(file, "x\n".repeat(17));
        assertThatThrownBy(() -> SecretFile.open(file)).hasMessageContaining("more than 16 lines");
        Files.writeString(file, "x".repeat(20_000));
        assertThatThrownBy(() -> SecretFile.open(file)).hasMessageContaining("larger than 16384 bytes");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> SecretFile.open(file)).hasMessageContaining("not UTF-8");
    }

    @Test
    void ownSecretFile_isMadeForItsOwnerOnly() throws IOException {
        var file = temp.resolve("state/admin.token");

        SecretFile.openOwn(file);

        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("[A-Za-z0-9_-]{43}\n");
        var made = Files.readString(file);
        SecretFile.openOwn(file);
        assertThat(Files.readString(file)).isEqualTo(made);
        SecretFile.openOwn(temp.resolve("other/admin.token"));
        assertThat(Files.readString(temp.resolve("other/admin.token"))).isNotEqualTo(made);
    }

    @Test
    void ownSecretFile_thatOthersMayRead_isMended() throws IOException {
        var file = Files.writeString(temp.resolve("admin.token"), "a token\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(SecretFile.openOwn(file).read().contain("a token")).isTrue();

        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void ownSecretFile_leftEmptyByAProcessThatWasKilled_isMadeAnew() throws IOException {
        var file = Files.createFile(temp.resolve("admin.token"));

        SecretFile.openOwn(file);

        assertThat(Files.readString(file)).hasSize(44);
    }

    @Test
    void printable_leavesNothingThatATerminalObeys() {
        assertThat(Printable.of("a\u001b[31mb\nc\u202ed\u0007é😀", 100)).isEqualTo("a?[31mb c?d?é😀");
        assertThat(Printable.of("12345", 3)).isEqualTo("123");
    }

    @Test
    void secrets_areNotPrinted() {
        assertThat(Secrets.of(List.of("hush"))).hasToString("1 secrets");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
