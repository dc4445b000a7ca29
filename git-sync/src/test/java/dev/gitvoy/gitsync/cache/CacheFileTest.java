package dev.gitvoy.gitsync.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFileTest {
    private static final CacheKey A = new CacheKey("a", "1");
    private static final CacheKey B = new CacheKey("b", "1");
    private static final CacheKey C = new CacheKey("c", "1");

    private static final int SIZE = 1234;

    @TempDir
    private Path temp;

    private Path file;

    @BeforeEach
    void name() {
        file = temp.resolve("compiled");
    }

    private CompileCache open() {
        return CacheFile.open(file, "me");
    }

    @Test
    void keys_areOfPathAndContent() {
        assertThat(List.of(
                        new CacheKey("a", "1"), new CacheKey("a", "2"), new CacheKey("b", "1"), new CacheKey("a1", "")))
                .doesNotHaveDuplicates();
        assertThat(new CacheKey("a", "1")).isEqualTo(A);
    }

    @Test
    void put_isFound_atOnceAndAfterReopening() {
        var cache = open();
        cache.put(A, SIZE, bytes("one"));
        cache.put(B, SIZE, new byte[0]);

        assertThat(cache.find(A)).hasValue(bytes("one"));
        assertThat(cache.sourceBytes(C)).isEmpty();
        assertThat(cache.find(C)).isEmpty();
        cache.flush();
        assertThat(cache.find(A)).hasValue(bytes("one"));
        cache.put(C, SIZE, bytes("three"));
        cache.close();

        try (var again = open()) {
            assertThat(again.find(A)).hasValue(bytes("one"));
            assertThat(again.find(B)).hasValue(new byte[0]);
            assertThat(again.find(C)).hasValue(bytes("three"));
            assertThat(again.sourceBytes(C)).hasValue(SIZE);
        }
    }

    @Test
    void put_again_replaces() {
        try (var cache = open()) {
            cache.put(A, SIZE, bytes("old"));
            cache.flush();
            cache.put(A, SIZE, bytes("new"));
        }
        try (var again = open()) {
            assertThat(again.find(A)).hasValue(bytes("new"));
        }
    }

    @Test
    void largeValues_areKept() {
        var large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        try (var cache = open()) {
            cache.put(A, SIZE, bytes("small"));
            cache.put(B, SIZE, large);
            cache.put(C, SIZE, bytes("small too"));
        }
        try (var again = open()) {
            assertThat(again.find(A)).hasValue(bytes("small"));
            assertThat(again.find(B)).hasValue(large);
            assertThat(again.find(C)).hasValue(bytes("small too"));
        }
    }

    @Test
    void anotherWriter_findsNothing() {
        try (var cache = open()) {
            cache.put(A, SIZE, bytes("one"));
        }
        try (var other = CacheFile.open(file, "another")) {
            assertThat(other.sourceBytes(A)).isEmpty();
        }
        try (var again = open()) {
            assertThat(again.sourceBytes(A)).isEmpty();
        }
    }

    @Test
    void endedAnywhere_hasWhatIsWhole_andGoesOn() throws IOException {
        try (var cache = open()) {
            cache.put(A, SIZE, bytes("one"));
            cache.flush();
            cache.put(B, SIZE, bytes("two"));
        }
        var whole = Files.readAllBytes(file);
        int endOfFirst = whole.length - (19 + 3);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (var cache = open()) {
                assertThat(cache.sourceBytes(A).isPresent())
                        .as("%d bytes", length)
                        .isEqualTo(length >= endOfFirst);
                assertThat(cache.sourceBytes(B)).isEmpty();
                cache.put(C, SIZE, bytes("three"));
            }
            try (var again = open()) {
                assertThat(again.sourceBytes(A).isPresent()).isEqualTo(length >= endOfFirst);
                assertThat(again.find(C)).hasValue(bytes("three"));
            }
        }
    }

    @Test
    void flippedBit_neverYieldsAnotherValue() throws IOException {
        try (var cache = open()) {
            cache.put(A, SIZE, bytes("one"));
            cache.put(B, SIZE, bytes("two"));
        }
        var whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            var damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            try (var cache = open()) {
                var values = cache.find(A);
                assertThat(values.isEmpty() || Arrays.equals(values.get(), bytes("one")))
                        .as("bit %d", bit)
                        .isTrue();
                assertThat(cache.sourceBytes(A).isPresent()
                                && cache.sourceBytes(B).isPresent())
                        .as("bit %d", bit)
                        .isFalse();
            }
        }
    }

    @Test
    void damagedWhileOpen_yieldsNothing() throws IOException {
        try (var cache = open()) {
            cache.put(A, SIZE, bytes("one"));
            cache.flush();
            var damaged = Files.readAllBytes(file);
            damaged[damaged.length - 1] ^= 1;
            Files.write(file, damaged);

            assertThat(cache.find(A)).isEmpty();
        }
    }

    @Test
    void trim_makesRoom_andKeepsWhatIsNeeded() throws IOException {
        var keys = IntStream.range(0, 20_000)
                .mapToObj(i -> new CacheKey("f" + i, ""))
                .toList();
        try (var cache = open()) {
            keys.forEach(key -> cache.put(key, SIZE, new byte[100]));
            cache.flush();
            long before = Files.size(file);
            assertThat(cache.isWorthTrimming(6_000)).isFalse();
            assertThat(cache.isWorthTrimming(4_000)).isTrue();

            cache.trim(keys.subList(0, 10));
            cache.put(A, SIZE, bytes("one"));
            cache.flush();

            assertThat(Files.size(file)).isLessThan(before / 100);
            assertThat(cache.find(keys.get(3))).hasValue(new byte[100]);
            assertThat(cache.sourceBytes(keys.get(10))).isEmpty();
        }
        try (var again = open()) {
            assertThat(again.find(keys.get(9))).hasValue(new byte[100]);
            assertThat(again.find(A)).hasValue(bytes("one"));
            assertThat(again.sourceBytes(keys.get(10))).isEmpty();
        }
        assertThat(temp).isDirectoryContaining(path -> path.equals(file));
        assertThat(temp.toFile().list()).hasSize(1);
    }

    @Test
    void placeThatCannotBeUsed_isDoneWithout() throws IOException {
        Files.createDirectory(file);
        try (var cache = open()) {
            cache.put(A, SIZE, bytes("one"));
            cache.flush();
            assertThat(cache.find(A)).isEmpty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
