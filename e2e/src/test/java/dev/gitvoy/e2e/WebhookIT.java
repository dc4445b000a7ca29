package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A forge behind credentials, which says when somebody has pushed. */
@ParameterizedClass(name = "{0}")
@EnumSource(Door.class)
class WebhookIT {
    @RegisterExtension
    final Testbed bed;

    private int deliveries;

    WebhookIT(Door door) {
        bed = new Testbed(Transport.DELTA).following(door::follow);
    }

    @Test
    void push_withAWebhook_isServedAtOnce_andAForgeThatIsAwayHurtsNobody() {
        bed.traffic().expectEither("v1", "v2");
        var second = bed.forge().commit("to v2", Samples.routesTo("v2"));
        assertThat(deliver("a-secret-of-mallory").status()).isEqualTo(401);
        assertThat(bed.gitvoy().commit()).isNotEqualTo(second);

        assertThat(deliver(Door.WEBHOOK_SECRET).status()).isLessThan(300);

        bed.traffic().awaitOnly("v2");
        bed.gitvoy().awaitAcked(second);

        bed.forge().away();
        deliver(Door.WEBHOOK_SECRET);
        Waiting.soon("Gitvoy says that the forge is away")
                .until(() -> bed.gitvoy().status().path("stale").asBoolean());
        assertThat(bed.gitvoy().commit()).isEqualTo(second);
        assertThat(bed.gitvoy().operator("status").status()).isEqualTo(1);

        bed.forge().back();
        bed.traffic().expectEither("v1", "v2");
        var third = bed.forge().commit("back to v1", Samples.routesTo("v1"));
        deliver(Door.WEBHOOK_SECRET);
        bed.traffic().awaitOnly("v1");
        bed.gitvoy().awaitAcked(third);
        assertThat(bed.gitvoy().operator("status").status()).isZero();
        assertThat(bed.gitvoy().log()).doesNotContain(HttpsFront.TOKEN, Door.WEBHOOK_SECRET);
    }

    /** As GitHub does. */
    private Http.Answer deliver(String secret) {
        var body = "{\"ref\": \"refs/heads/main\", \"number\": " + ++deliveries + "}";
        return Http.post(
                URI.create(bed.gitvoy().address("/hooks/github")),
                body,
                Map.of(
                        "content-type",
                        "application/json",
                        "x-github-event",
                        "push",
                        "x-github-delivery",
                        "delivery-" + deliveries,
                        "x-hub-signature-256",
                        "sha256=" + hmac(secret, body)));
    }

    private static String hmac(String secret, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
