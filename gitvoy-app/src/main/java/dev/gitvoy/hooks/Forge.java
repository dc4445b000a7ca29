package dev.gitvoy.hooks;

import dev.gitvoy.hooks.HexSignature.Header;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who may say that a branch has moved, each with a path {@code /hooks/<name>} and habits of its own. Immutable all through. */
@SuppressWarnings("ImmutableEnumChecker")
public enum Forge {
    GITHUB(new HexSignature(new Header("X-Hub-Signature-256", "sha256=")), "X-GitHub-Delivery"),
    GITLAB(new GitLabVerifier(), "webhook-id", "Idempotency-Key", "X-Gitlab-Event-UUID"),
    /** Forgejo too. */
    GITEA(
            new HexSignature(
                    new Header("X-Gitea-Signature", ""),
                    new Header("X-Forgejo-Signature", ""),
                    new Header("X-Hub-Signature-256", "sha256=")),
            "X-Gitea-Delivery",
            "X-Forgejo-Delivery"),
    /** Anything else that can sign, such as a job of a CI system. */
    GENERIC(new HexSignature(new Header("X-Signature-256", "sha256=")), "X-Delivery-Id");

    private final WebhookVerifier verifier;
    private final List<String> idHeaders;

    Forge(WebhookVerifier verifier, String... idHeaders) {
        this.verifier = verifier;
        this.idHeaders = List.of(idHeaders);
    }

    /** As it stands in paths and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    WebhookVerifier verifier() {
        return verifier;
    }

    /** What names a delivery, also when it is sent again. */
    Optional<String> deliveryId(Delivery delivery) {
        return idHeaders.stream()
                .flatMap(header -> delivery.header(header).stream())
                .findFirst();
    }

    /** Whether the forge only tries whether somebody answers. */
    boolean isPing(Delivery delivery) {
        return delivery.header("X-GitHub-Event").filter("ping"::equals).isPresent();
    }
}
