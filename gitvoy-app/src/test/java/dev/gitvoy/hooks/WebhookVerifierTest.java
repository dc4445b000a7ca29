package dev.gitvoy.hooks;

import static dev.gitvoy.hooks.Signed.delivery;
import static dev.gitvoy.hooks.Signed.secrets;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures here were made by OpenSSL or published by the forges, not by the code under test. */
class WebhookVerifierTest {
    private static final String GITHUB_SECRET = "It's a Secret to Everybody";
    private static final String GITHUB_BODY = "Hello, World!";
    private static final String GITHUB_HEX = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String MESSAGE = "{\"test\": 2432232314}";
    private static final String MESSAGE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final Instant SIGNED_AT = Instant.ofEpochSecond(1614265330);

    private static Verdict verify(Forge forge, String body, Map<String, String> headers, String... secrets) {
        return forge.verifier().verify(delivery(body, headers), secrets(secrets), SIGNED_AT);
    }

    @Test
    void github_documentedExample_isValid() {
        var headers = Map.of("X-Hub-Signature-256", "sha256=" + GITHUB_HEX);

        assertThat(verify(Forge.GITHUB, GITHUB_BODY, headers, GITHUB_SECRET)).isEqualTo(Verdict.VALID);
        assertThat(verify(Forge.GITHUB, GITHUB_BODY, headers, "another", GITHUB_SECRET))
                .isEqualTo(Verdict.VALID);
        assertThat(verify(Forge.GITHUB, GITHUB_BODY, headers, "another")).isEqualTo(Verdict.WRONG);
        assertThat(verify(Forge.GITHUB, GITHUB_BODY + " ", headers, GITHUB_SECRET))
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void github_noSignature_isUnsigned() {
        assertThat(verify(Forge.GITHUB, GITHUB_BODY, Map.of(), GITHUB_SECRET)).isEqualTo(Verdict.UNSIGNED);
        assertThat(verify(Forge.GITHUB, GITHUB_BODY, Map.of("X-Hub-Signature-256", " "), GITHUB_SECRET))
                .isEqualTo(Verdict.UNSIGNED);
        // What others send counts for nothing here.
        assertThat(verify(Forge.GITHUB, GITHUB_BODY, Map.of("X-Gitea-Signature", GITHUB_HEX), GITHUB_SECRET))
                .isEqualTo(Verdict.UNSIGNED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256=",
                GITHUB_HEX,
                "sha1=" + GITHUB_HEX,
                "sha256=" + GITHUB_HEX + "00",
                "sha256=7571",
                "sha256=g57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
            })
    void github_signatureOfAnotherForm_isMalformed(String signature) {
        assertThat(verify(Forge.GITHUB, GITHUB_BODY, Map.of("X-Hub-Signature-256", signature), GITHUB_SECRET))
                .isEqualTo(Verdict.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Gitea-Signature:", "X-Forgejo-Signature:", "X-Hub-Signature-256:sha256="})
    void gitea_anyOfItsHeaders_isValid(String header) {
        var parts = header.split(":", 2);
        var right = Map.of(parts[0], parts[1] + GITHUB_HEX);
        var wrong = Map.of(parts[0], parts[1] + GITHUB_HEX.replace('7', '8'));

        assertThat(verify(Forge.GITEA, GITHUB_BODY, right, GITHUB_SECRET)).isEqualTo(Verdict.VALID);
        assertThat(verify(Forge.GITEA, GITHUB_BODY, wrong, GITHUB_SECRET)).isEqualTo(Verdict.WRONG);
        assertThat(verify(Forge.GITEA, GITHUB_BODY, Map.of(), GITHUB_SECRET)).isEqualTo(Verdict.UNSIGNED);
    }

    @Test
    void gitea_oneHeaderThatIsRight_isEnough() {
        var headers = Map.of("X-Gitea-Signature", "??", "X-Hub-Signature-256", "sha256=" + GITHUB_HEX);

        assertThat(verify(Forge.GITEA, GITHUB_BODY, headers, GITHUB_SECRET)).isEqualTo(Verdict.VALID);
    }

    @Test
    void generic_hmacInHex_isValid() {
        var body = "{\"ref\":\"refs/heads/main\"}";
        var headers =
                Map.of("X-Signature-256", "sha256=3a0662cd00911fc77e5f941437c74200626402969116e0f56dd4e5b17bae64d5");

        assertThat(verify(Forge.GENERIC, body, headers, "the second secret")).isEqualTo(Verdict.VALID);
        assertThat(verify(Forge.GENERIC, body, headers, "the first secret")).isEqualTo(Verdict.WRONG);
    }

    @Test
    void generic_emptyBodyAndSecretInOtherLetters_isValid() {
        var headers =
                Map.of("X-Signature-256", "sha256=45d1d61c27ec2acd06f9b7ea8cbce1db71954b9e63cfc680e86167e2cd6bc1a3");

        assertThat(verify(Forge.GENERIC, "", headers, "schlüssel-größer")).isEqualTo(Verdict.VALID);
    }

    @Test
    void gitlab_token_isComparedAsAWhole() {
        assertThat(verify(Forge.GITLAB, "{}", Map.of("X-Gitlab-Token", "one two"), "zero", "one two"))
                .isEqualTo(Verdict.VALID);
        assertThat(verify(Forge.GITLAB, "{}", Map.of("X-Gitlab-Token", "one"), "one two"))
                .isEqualTo(Verdict.WRONG);
        assertThat(verify(Forge.GITLAB, "{}", Map.of("X-Gitlab-Token", "one twoo"), "one two"))
                .isEqualTo(Verdict.WRONG);
        assertThat(verify(Forge.GITLAB, "{}", Map.of(), "one two")).isEqualTo(Verdict.UNSIGNED);
    }

    @Test
    void gitlab_standardWebhookPublishedExample_isValid() {
        assertThat(verify(Forge.GITLAB, MESSAGE, standard(SIGNATURE), KEY)).isEqualTo(Verdict.VALID);
        // A sender that replaces its key signs with both.
        assertThat(verify(Forge.GITLAB, MESSAGE, standard("v1a,AAAA v1,AAAA v1,?! " + SIGNATURE), KEY))
                .isEqualTo(Verdict.VALID);
        assertThat(verify(Forge.GITLAB, MESSAGE, standard("v1,AAAA"), KEY)).isEqualTo(Verdict.WRONG);
        assertThat(verify(Forge.GITLAB, MESSAGE, standard("v2" + SIGNATURE.substring(2)), KEY))
                .isEqualTo(Verdict.MALFORMED);
        assertThat(verify(Forge.GITLAB, MESSAGE + " ", standard(SIGNATURE), KEY))
                .isEqualTo(Verdict.WRONG);
        assertThat(verify(Forge.GITLAB, MESSAGE, Map.of("webhook-signature", SIGNATURE), KEY))
                .isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void gitlab_standardWebhookWithAPlainSecret_isValid() {
        var headers = standard("v1,Qp8Y7WRR5Nj/CAEp5wsFSR3L8TdJARKH9UcvIWIRE3s=");

        assertThat(verify(Forge.GITLAB, MESSAGE, headers, "a plain signing token"))
                .isEqualTo(Verdict.VALID);
    }

    @Test
    void gitlab_standardWebhookOfAnotherTime_isExpired() {
        var delivery = delivery(MESSAGE, standard(SIGNATURE));
        var verifier = Forge.GITLAB.verifier();

        assertThat(verifier.verify(delivery, secrets(KEY), SIGNED_AT.plusSeconds(300)))
                .isEqualTo(Verdict.VALID);
        assertThat(verifier.verify(delivery, secrets(KEY), SIGNED_AT.plusSeconds(301)))
                .isEqualTo(Verdict.EXPIRED);
        assertThat(verifier.verify(delivery, secrets(KEY), SIGNED_AT.minusSeconds(300)))
                .isEqualTo(Verdict.VALID);
        assertThat(verifier.verify(delivery, secrets(KEY), SIGNED_AT.minusSeconds(301)))
                .isEqualTo(Verdict.EXPIRED);
    }

    private static Map<String, String> standard(String signature) {
        return Map.of(
                "webhook-id",
                MESSAGE_ID,
                "webhook-timestamp",
                String.valueOf(SIGNED_AT.getEpochSecond()),
                "webhook-signature",
                signature);
    }
}
