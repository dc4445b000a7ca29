package dev.gitvoy.hooks;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.gitvoy.guard.BoundedBody;
import dev.gitvoy.guard.BoundedBody.TooLargeException;
import dev.gitvoy.guard.BoundedBody.TooSlowException;
import dev.gitvoy.guard.FailureLimit;
import dev.gitvoy.guard.OncePerMinute;
import dev.gitvoy.guard.SecretFile;
import dev.gitvoy.guard.Secrets;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /hooks/<forge>}: asks the source now. A body of at most 1 MiB is read before anything is believed; then the
 * signature decides. What was sent is never logged. Any thread.
 */
public final class Webhooks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
    private static final int MOST_BYTES = 1 << 20;
    private static final Duration LONGEST_READ = Duration.ofSeconds(10);
    private static final int GUESSABLE = 16;

    private final SecretFile secretFile;
    private final FollowedRef followed;
    private final PollRequests polls;
    private final WebhookListener listener;
    private final InstantSource clock;
    private final SeenDeliveries seen;
    private final FailureLimit failures;
    private final OncePerMinute told;

    private Webhooks(
            SecretFile secretFile,
            String ref,
            Runnable pollNow,
            WebhookListener listener,
            InstantSource clock,
            Ticker ticker) {
        this.secretFile = secretFile;
        this.followed = new FollowedRef(ref);
        this.polls = new PollRequests(pollNow, ticker);
        this.listener = listener;
        this.clock = clock;
        this.seen = new SeenDeliveries(ticker);
        this.failures = new FailureLimit(ticker);
        this.told = new OncePerMinute(ticker);
    }

    /**
     * Opens them.
     *
     * @param ref that is followed; empty for a plain folder
     * @param pollNow asks the source soon; must not block
     * @throws IOException when the secrets cannot be read
     */
    public static Webhooks open(SecretFile secretFile, String ref, Runnable pollNow, WebhookListener listener)
            throws IOException {
        return open(secretFile, ref, pollNow, listener, InstantSource.system(), Ticker.systemTicker());
    }

    static Webhooks open(
            SecretFile secretFile,
            String ref,
            Runnable pollNow,
            WebhookListener listener,
            InstantSource clock,
            Ticker ticker)
            throws IOException {
        if (secretFile.read().anyShorterThan(GUESSABLE)) {
            log.atWarn()
                    .addKeyValue("file", secretFile)
                    .log(
                            "a webhook secret of less than {} characters may be guessed; make one with: openssl rand -hex 32",
                            GUESSABLE);
        }
        return new Webhooks(secretFile, ref, pollNow, listener, clock, ticker);
    }

    /** Adds a path for each forge. */
    public void addTo(RoutesConfig routes) {
        for (var forge : Forge.values()) {
            routes.post("/hooks/" + forge.label(), context -> answer(context, forge));
        }
    }

    private void answer(Context context, Forge forge) {
        var wait = failures.wait(context.ip());
        var outcome = wait.isZero() ? receive(context, forge) : Outcome.THROTTLED;
        switch (outcome) {
            case REFUSED -> failures.failed(context.ip());
            case THROTTLED -> context.header("Retry-After", String.valueOf(wait.toSeconds() + 1));
            default -> {}
        }
        listener.answered(forge, outcome);
        context.status(outcome.status()).contentType("text/plain").result(outcome.answer() + "\n");
    }

    private Outcome receive(Context context, Forge forge) {
        byte[] body;
        try {
            body = BoundedBody.read(
                    context.req().getInputStream(), context.req().getContentLengthLong(), MOST_BYTES, LONGEST_READ);
        } catch (TooLargeException e) {
            return Outcome.TOO_LARGE;
        } catch (TooSlowException e) {
            return Outcome.TOO_SLOW;
        } catch (IOException e) {
            return Outcome.BROKEN;
        }
        var secrets = secrets();
        if (secrets.isEmpty()) {
            return Outcome.NO_SECRET;
        }
        var delivery = new Delivery(context::header, body);
        var verdict = forge.verifier().verify(delivery, secrets.get(), clock.instant());
        if (verdict != Verdict.VALID) {
            tellRefusal(forge, verdict, context.ip());
            return Outcome.REFUSED;
        }
        return act(forge, delivery);
    }

    private Outcome act(Forge forge, Delivery delivery) {
        if (forge.isPing(delivery)) {
            return Outcome.PING;
        }
        if (!seen.add(forge, delivery)) {
            return Outcome.REPLAYED;
        }
        if (followed.isOtherThanIn(delivery.body())) {
            return Outcome.OTHER_REF;
        }
        return polls.request() ? Outcome.POLLED : Outcome.COALESCED;
    }

    private Optional<Secrets> secrets() {
        try {
            return Optional.of(secretFile.read());
        } catch (IOException e) {
            if (told.mayTell(Outcome.NO_SECRET)) {
                log.atError().log("webhooks are refused: {}", e.getMessage());
            }
            return Optional.empty();
        }
    }

    private record Refusal(Forge forge, Verdict verdict) {}

    private void tellRefusal(Forge forge, Verdict verdict, String address) {
        if (told.mayTell(new Refusal(forge, verdict))) {
            log.atWarn()
                    .addKeyValue("forge", forge.label())
                    .addKeyValue("address", address)
                    .log(
                            "webhook refused: {}; more of the kind are counted and not logged for a minute",
                            verdict.reason());
        }
    }

    @Override
    public void close() {
        polls.close();
    }
}
