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
    private static final CacheKey A = CacheKey.of("a", "1");
    private static final CacheKey B = CacheKey.of("b", "1");
    private static final CacheKey C = CacheKey.of("c", "1");

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
        assertThat(List.of(CacheKey.of("a", "1"), CacheKey.of("a", "2"), CacheKey.of("b", "1"), CacheKey.of("a1", "")))
                .doesNotHaveDuplicates();
        assertThat(CacheKey.of("a", "1")).isEqualTo(A);
    }

    @Test
    void put_isFound_atOnceAndAfterReopening() {
        var cache = open();
        cache.put(A, bytes("one"));
        cache.put(B, new byte[0]);

        assertThat(cache.find(A)).hasValue(bytes("one"));
        assertThat(cache.has(C)).isFalse();
        assertThat(cache.find(C)).isEmpty();
        cache.flush();
        assertThat(cache.find(A)).hasValue(bytes("one"));
        cache.put(C, bytes("three"));
        cache.close();

        try (var again = open()) {
            assertThat(again.find(A)).hasValue(bytes("one"));
            assertThat(again.find(B)).hasValue(new byte[0]);
            assertThat(again.find(C)).hasValue(bytes("three"));
            assertThat(again.has(C)).isTrue();
        }
    }

    @Test
    void put_again_replaces() {
        try (var cache = open()) {
            cache.put(A, bytes("old"));
            cache.flush();
            cache.put(A, bytes("new"));
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
            cache.put(A, bytes("small"));
            cache.put(B, large);
            cache.put(C, bytes("small too"));
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
            cache.put(A, bytes("one"));
        }
        try (var other = CacheFile.open(file, "another")) {
            assertThat(other.has(A)).isFalse();
        }
        try (var again = open()) {
            assertThat(again.has(A)).isFalse();
        }
    }

    @Test
    void endedAnywhere_hasWhatIsWhole_andGoesOn() throws IOException {
        try (var cache = open()) {
            cache.put(A, bytes("one"));
            cache.flush();
            cache.put(B, bytes("two"));
        }
        var whole = Files.readAllBytes(file);
        int endOfFirst = whole.length - (24 + 3);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (var cache = open()) {
                assertThat(cache.has(A)).as("%d bytes", length).isEqualTo(length >= endOfFirst);
                assertThat(cache.has(B)).isFalse();
                cache.put(C, bytes("three"));
            }
            try (var again = open()) {
                assertThat(again.has(A)).isEqualTo(length >= endOfFirst);
                assertThat(again.find(C)).hasValue(bytes("three"));
            }
        }
    }

    @Test
    void flippedBit_neverYieldsAnotherValue() throws IOException {
        try (var cache = open()) {
            cache.put(A, bytes("one"));
            cache.put(B, bytes("two"));
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
                assertThat(cache.has(A) && cache.has(B)).as("bit %d", bit).isFalse();
            }
        }
    }

    @Test
    void damagedWhileOpen_yieldsNothing() throws IOException {
        try (var cache = open()) {
            cache.put(A, bytes("one"));
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
                .mapToObj(i -> CacheKey.of("f" + i, ""))
                .toList();
        try (var cache = open()) {
            keys.forEach(key -> cache.put(key, new byte[100]));
            cache.flush();
            long before = Files.size(file);
            assertThat(cache.isWorthTrimming(6_000)).isFalse();
            assertThat(cache.isWorthTrimming(4_000)).isTrue();

            cache.trim(keys.subList(0, 10));
            cache.put(A, bytes("one"));
            cache.flush();

            assertThat(Files.size(file)).isLessThan(before / 100);
            assertThat(cache.find(keys.get(3))).hasValue(new byte[100]);
            assertThat(cache.has(keys.get(10))).isFalse();
        }
        try (var again = open()) {
            assertThat(again.find(keys.get(9))).hasValue(new byte[100]);
            assertThat(again.find(A)).hasValue(bytes("one"));
            assertThat(again.has(keys.get(10))).isFalse();
        }
        assertThat(temp).isDirectoryContaining(path -> path.equals(file));
        assertThat(temp.toFile().list()).hasSize(1);
    }

    @Test
    void placeThatCannotBeUsed_isDoneWithout() throws IOException {
        Files.createDirectory(file);
        try (var cache = open()) {
            cache.put(A, bytes("one"));
            cache.flush();
            assertThat(cache.find(A)).isEmpty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
