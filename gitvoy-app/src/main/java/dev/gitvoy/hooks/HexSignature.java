package dev.gitvoy.hooks;

import dev.gitvoy.guard.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The HMAC-SHA256 of the body in hexadecimal digits, in one of several headers: what GitHub, Gitea and Forgejo send. One
 * header that is right is enough.
 */
final class HexSignature implements WebhookVerifier {
    private final List<Header> headers;

    /** @param prefix what stands before the digits */
    record Header(String name, String prefix) {}

    HexSignature(Header... headers) {
        this.headers = List.of(headers);
    }

    @Override
    public Verdict verify(Delivery delivery, Secrets secrets, Instant now) {
        var verdict = Verdict.UNSIGNED;
        for (var header : headers) {
            var value = delivery.header(header.name());
            if (value.isEmpty()) {
                continue;
            }
            var signature = parse(value.get(), header.prefix());
            if (signature.isEmpty()) {
                verdict = verdict == Verdict.WRONG ? verdict : Verdict.MALFORMED;
            } else if (secrets.anyProves(secret -> matches(secret, delivery.body(), signature.get()))) {
                return Verdict.VALID;
            } else {
                verdict = Verdict.WRONG;
            }
        }
        return verdict;
    }

    private static Optional<byte[]> parse(String value, String prefix) {
        if (!value.startsWith(prefix) || value.length() != prefix.length() + 2 * Hmac.BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(HexFormat.of().parseHex(value.substring(prefix.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean matches(String secret, byte[] body, byte[] signature) {
        return MessageDigest.isEqual(Hmac.sign(secret.getBytes(StandardCharsets.UTF_8), body), signature);
    }
}
