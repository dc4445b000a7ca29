package dev.gitvoy.hooks;

import dev.gitvoy.guard.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What GitLab sends: the secret itself in {@code X-Gitlab-Token}, or with a signing token {@code webhook-signature}, as
 * <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a>
 * has it. One of them that is right is enough: GitLab sends both when both are set, and they are different secrets.
 */
final class GitLabVerifier implements WebhookVerifier {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    /** Begins a key that is written in base64. */
    private static final String KEY_PREFIX = "whsec_";

    private static final String SIGNATURE_PREFIX = "v1,";
    /** A sender that replaces its key signs with both; nobody needs more than a few. */
    private static final int MOST_SIGNATURES = 8;

    @Override
    public Verdict verify(Delivery delivery, Secrets secrets, Instant now) {
        var token = delivery.header("X-Gitlab-Token");
        if (token.isPresent() && secrets.contain(token.get())) {
            return Verdict.VALID;
        }
        var signature = delivery.header("webhook-signature");
        if (signature.isPresent()) {
            return verifySignature(delivery, signature.get(), secrets, now);
        }
        return token.isPresent() ? Verdict.WRONG : Verdict.UNSIGNED;
    }

    private static Verdict verifySignature(Delivery delivery, String header, Secrets secrets, Instant now) {
        var id = delivery.header("webhook-id");
        var timestamp = delivery.header("webhook-timestamp");
        var signatures = parse(header);
        if (id.isEmpty() || timestamp.isEmpty() || signatures.isEmpty()) {
            return Verdict.MALFORMED;
        }
        var signed = (id.get() + "." + timestamp.get() + ".").getBytes(StandardCharsets.UTF_8);
        if (!secrets.anyProves(secret -> matches(secret, signed, delivery.body(), signatures))) {
            return Verdict.WRONG;
        }
        return isNear(timestamp.get(), now) ? Verdict.VALID : Verdict.EXPIRED;
    }

    private static List<byte[]> parse(String header) {
        var signatures = new ArrayList<byte[]>();
        for (var part : header.split(" ", MOST_SIGNATURES + 1)) {
            if (part.startsWith(SIGNATURE_PREFIX) && signatures.size() < MOST_SIGNATURES) {
                try {
                    signatures.add(Base64.getDecoder().decode(part.substring(SIGNATURE_PREFIX.length())));
                } catch (IllegalArgumentException e) {
                    // No base64: it matches nothing.
                }
            }
        }
        return signatures;
    }

    private static boolean matches(String secret, byte[] signed, byte[] body, List<byte[]> signatures) {
        var expected = Hmac.sign(key(secret), signed, body);
        boolean matches = false;
        for (var signature : signatures) {
            matches |= MessageDigest.isEqual(expected, signature);
        }
        return matches;
    }

    private static byte[] key(String secret) {
        if (secret.startsWith(KEY_PREFIX)) {
            try {
                var key = Base64.getDecoder().decode(secret.substring(KEY_PREFIX.length()));
                if (key.length > 0) {
                    return key;
                }
            } catch (IllegalArgumentException e) {
                // A secret that only looks like a key.
            }
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isNear(String timestamp, Instant now) {
        try {
            var signedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
            return Duration.between(signedAt, now).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return false;
        }
    }
}
