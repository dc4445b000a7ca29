package dev.gitvoy.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever strangers send: nothing is thrown, and nothing is believed without the secret. */
class WebhookVerifierPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-25T03:30:00Z");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final List<String> NAMES = List.of(
            "X-Hub-Signature-256",
            "X-Gitea-Signature",
            "X-Forgejo-Signature",
            "X-Signature-256",
            "X-Gitlab-Token",
            "webhook-signature",
            "webhook-id",
            "webhook-timestamp",
            "X-GitHub-Event",
            "X-GitHub-Delivery");

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void withoutTheSecret_nothingIsValid(
            @ForAll Forge forge, @ForAll("headers") Map<String, String> headers, @ForAll @Size(max = 64) byte[] body) {
        isNotValid(forge, headers, body);
    }

    @Tag("full")
    @Property(tries = 20_000)
    void withoutTheSecret_nothingIsValid_howeverOften(
            @ForAll Forge forge, @ForAll("headers") Map<String, String> headers, @ForAll @Size(max = 64) byte[] body) {
        isNotValid(forge, headers, body);
    }

    private static void isNotValid(Forge forge, Map<String, String> headers, byte[] body) {
        var delivery = Signed.delivery(body, headers);

        assertThat(forge.verifier().verify(delivery, Signed.secrets(SECRET, "whsec_AAAA", "whsec_?"), NOW))
                .isNotEqualTo(Verdict.VALID);
        assertThat(forge.deliveryId(delivery)).isNotNull();
        new FollowedRef("refs/heads/main").isOtherThanIn(body);
    }

    @Property(tries = 200)
    void withTheSecret_onlyTheVeryBytesAreValid(
            @ForAll @Size(max = 64) byte[] body,
            @ForAll @IntRange(max = 63) int at,
            @ForAll @IntRange(max = 7) int bit) {
        var signature = HexFormat.of().formatHex(Hmac.sign(SECRET.getBytes(StandardCharsets.UTF_8), body));
        var headers = Map.of("X-Hub-Signature-256", "sha256=" + signature);
        var changed = body.clone();
        if (changed.length > 0) {
            changed[at % changed.length] ^= (byte) (1 << bit);
        } else {
            changed = new byte[] {(byte) at};
        }
        var verifier = Forge.GITHUB.verifier();
        var secrets = Signed.secrets("another", SECRET);

        assertThat(verifier.verify(Signed.delivery(body, headers), secrets, NOW))
                .isEqualTo(Verdict.VALID);
        assertThat(verifier.verify(Signed.delivery(changed, headers), secrets, NOW))
                .isEqualTo(Verdict.WRONG);
    }

    @Provide
    Arbitrary<Map<String, String>> headers() {
        var hex = Arbitraries.strings().withChars("0123456789abcdefABCDEF").ofLength(64);
        var values = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(80),
                hex,
                hex.map(digits -> "sha256=" + digits),
                Arbitraries.strings()
                        .withChars("AZaz09+/= ,")
                        .ofMaxLength(60)
                        .map(text -> "v1," + text + " v1," + text),
                Arbitraries.of(
                        "",
                        "sha256=",
                        "v1,",
                        "v1",
                        " ",
                        ",",
                        String.valueOf(NOW.getEpochSecond()),
                        String.valueOf(Long.MAX_VALUE),
                        String.valueOf(Long.MIN_VALUE),
                        "1e9"));
        return Arbitraries.maps(Arbitraries.of(NAMES), values)
                .ofMaxSize(NAMES.size())
                .map(HashMap::new);
    }
}
