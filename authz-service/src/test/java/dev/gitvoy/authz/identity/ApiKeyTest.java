package dev.gitvoy.authz.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final ApiKey key = ApiKey.create("live", new SecureRandom());

    private Pepper pepper(String name) throws IOException {
        return Pepper.readOrCreate(directory.resolve(name));
    }

    private static KeyRecord record(String id, String mac, boolean disabled, Optional<Instant> notAfter) {
        return new KeyRecord(id, mac, "alice", "acme", List.of("read"), Map.of("plan", "gold"), disabled, notAfter);
    }

    @Test
    void create_makesKeysThatAreParsed_andNeverTheSame() {
        assertThat(ApiKey.parse(key.text()).orElseThrow().id()).isEqualTo(key.id());
        assertThat(key.text()).startsWith("ak_live_" + key.id() + "_");
        assertThat(ApiKey.create("live", new SecureRandom()).text()).isNotEqualTo(key.text());
        assertThat(key.toString()).doesNotContain(key.text());
        assertThatThrownBy(() -> ApiKey.create("Live!", new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void parse_anythingElse_isNoKey() {
        var text = key.text();
        for (var wrong : List.of(
                "", "ak_", text + "a", text.substring(1), text.toUpperCase(java.util.Locale.ROOT), "x".repeat(1_000))) {
            assertThat(ApiKey.parse(wrong)).as(wrong).isEmpty();
        }
        // One character that is mistyped is noticed by the checksum.
        for (int i = "ak_live_".length(); i < text.length(); i++) {
            if (text.charAt(i) != '_') {
                char other = text.charAt(i) == 'a' ? 'b' : 'a';
                assertThat(ApiKey.parse(text.substring(0, i) + other + text.substring(i + 1)))
                        .isEmpty();
            }
        }
    }

    @Test
    void identity_forTheRightKeyOnly() throws IOException {
        var pepper = pepper("pepper");
        var good = record(key.id(), key.mac(pepper), false, Optional.of(NOW.plusSeconds(1)));

        assertThat(good.identity("key", key, pepper, NOW))
                .contains(new Identity("key", false, "alice", "acme", List.of("read"), Map.of("plan", "gold")));
        assertThat(good.identity("key", key, pepper, NOW.plusSeconds(1))).isEmpty();
        assertThat(good.identity("key", ApiKey.create("live", new SecureRandom()), pepper, NOW))
                .isEmpty();
        assertThat(good.identity("key", key, pepper("other"), NOW)).isEmpty();
        assertThat(record(key.id(), key.mac(pepper), true, Optional.empty()).identity("key", key, pepper, NOW))
                .isEmpty();
        assertThat(record("other", key.mac(pepper), false, Optional.empty()).identity("key", key, pepper, NOW))
                .isEmpty();
        assertThat(record(key.id(), "", false, Optional.empty()).identity("key", key, pepper, NOW))
                .isEmpty();
    }

    @Test
    void pepper_isMadeOnce_forItsOwnerOnly() throws IOException {
        var first = key.mac(pepper("pepper"));

        assertThat(key.mac(pepper("pepper"))).isEqualTo(first).hasSize(64);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("pepper"))))
                .isEqualTo("rw-------");
        Files.writeString(directory.resolve("short"), "abc\n");
        assertThatThrownBy(() -> pepper("short"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("less than 16");
    }
}
