package dev.gitvoy.e2e;

import dev.gitvoy.e2e.Testbed.Followed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How Gitvoy gets into a forge; it asks once an hour, so that only a webhook tells it of a push in time. */
enum Door {
    HTTPS {
        @Override
        Followed follow(Forge forge) {
            var home = home(forge);
            var front = HttpsFront.before(forge.repository(), home);
            forge.letPush();
            forge.pushTo(front.addressWithToken(), front.certificate());
            return new Followed(
                    front.address(),
                    SELDOM,
                    List.of(
                            "--git-username", HttpsFront.USER,
                            "--git-password-file", write(home.resolve("token"), HttpsFront.TOKEN),
                            "--git-ca-file", front.certificate().toString(),
                            "--webhook-secret-file", write(home.resolve("webhook-secret"), WEBHOOK_SECRET)),
                    Optional.of(front));
        }
    },

    SSH {
        @Override
        Followed follow(Forge forge) {
            var home = home(forge);
            var front = SshFront.before(forge.repository(), home);
            return new Followed(
                    front.address(),
                    SELDOM,
                    List.of(
                            "--git-ssh-key-file", front.clientKey().toString(),
                            "--git-known-hosts-file", front.knownHosts().toString(),
                            "--webhook-secret-file", write(home.resolve("webhook-secret"), WEBHOOK_SECRET)),
                    Optional.of(front));
        }
    };

    static final String WEBHOOK_SECRET = "a-secret-of-a-webhook";
    private static final Duration SELDOM = Duration.ofHours(1);

    abstract Followed follow(Forge forge);

    private static Path home(Forge forge) {
        try {
            return Files.createDirectories(forge.repository().resolveSibling("door"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(Path file, String text) {
        try {
            return Files.writeString(file, text + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
