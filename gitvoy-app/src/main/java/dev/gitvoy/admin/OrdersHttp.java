package dev.gitvoy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.gitvoy.gitsync.release.Orders;
import dev.gitvoy.gitsync.release.SyncControl;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.guard.BoundedBody;
import dev.gitvoy.guard.BoundedBody.TooLargeException;
import dev.gitvoy.guard.OncePerMinute;
import dev.gitvoy.guard.Printable;
import dev.gitvoy.guard.SecretFile;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/suspend}, {@code /api/resume}, {@code /api/pin}: what operators tell the reconciler. Needs the token of
 * the state folder. Each order is told to the logger {@code gitvoy.audit}; calls without the token once a minute, for they
 * could fill the log. They are not slowed down: the token cannot be guessed, and who tries must not keep others from giving
 * an order. Any thread.
 */
final class OrdersHttp {
    private static final Logger log = LoggerFactory.getLogger(OrdersHttp.class);
    private static final Logger audit = LoggerFactory.getLogger("gitvoy.audit");

    private static final int MOST_BYTES = 8 << 10;
    private static final Duration LONGEST_READ = Duration.ofSeconds(10);
    private static final Duration LONGEST_ORDER = Duration.ofSeconds(30);
    private static final int LONGEST_NAME = 100;
    private static final String SCHEME = "Bearer ";
    private static final Pattern COMMIT = Pattern.compile("[0-9A-Za-z]{4,64}");

    private final SyncControl control;
    private final SecretFile token;
    private final Duration longestOrder;
    private final OncePerMinute told = new OncePerMinute(Ticker.systemTicker());

    OrdersHttp(SyncControl control, SecretFile token) {
        this(control, token, LONGEST_ORDER);
    }

    /** @param longestOrder after which a caller is told that there is no answer yet */
    OrdersHttp(SyncControl control, SecretFile token, Duration longestOrder) {
        this.control = control;
        this.token = token;
        this.longestOrder = longestOrder;
    }

    void addTo(RoutesConfig routes) {
        routes.post(
                "/api/suspend", context -> answer(context, "suspend", body -> new Order("suspend", control::suspend)));
        routes.post("/api/resume", context -> answer(context, "resume", body -> new Order("resume", control::resume)));
        routes.post(
                "/api/pin",
                context -> answer(context, "pin", body -> {
                    var commit = commitIn(body);
                    return new Order("pin " + commit, by -> control.pin(commit, by));
                }));
    }

    /**
     * Something that an operator wants.
     *
     * @param what in words, for the audit log
     * @param give tells it to the reconciler, in the name of somebody
     */
    private record Order(String what, Function<String, CompletableFuture<Orders>> give) {}

    private interface OrderReader {
        Order read(byte[] body) throws RefusedException;
    }

    /** A call that is answered with an error. The message is for the caller. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /** Who calls: the name that the caller gives, which is as true as the token is secret, and where the call came from. */
    private record Caller(String name, String address) {
        static Caller of(Context context) {
            var name = Optional.ofNullable(context.header("X-Gitvoy-Actor"))
                    .map(given -> Printable.of(given, LONGEST_NAME).strip())
                    .filter(given -> !given.isEmpty());
            return new Caller(name.orElse(context.ip()), context.ip());
        }
    }

    private void answer(Context context, String name, OrderReader reader) {
        var caller = Caller.of(context);
        try {
            checkOrigin(context);
            checkToken(context);
        } catch (RefusedException refused) {
            if (told.mayTell(refused.status)) {
                tell(caller, name, "refused: " + refused.getMessage());
            }
            fail(context, refused);
            return;
        }
        try {
            give(context, caller, reader.read(read(context)));
        } catch (RefusedException refused) {
            tell(caller, name, "refused: " + refused.getMessage());
            fail(context, refused);
        }
    }

    /** A page of another site must not make a browser give orders. */
    private static void checkOrigin(Context context) throws RefusedException {
        var origin = context.header("Origin");
        boolean foreign = origin == null
                ? "cross-site".equals(context.header("Sec-Fetch-Site"))
                : !isOwn(origin, context.header("Host"));
        if (foreign) {
            throw new RefusedException(403, "a page of another site may not do this");
        }
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        try {
            var authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] read(Context context) throws RefusedException {
        try {
            return BoundedBody.read(
                    context.req().getInputStream(), context.req().getContentLengthLong(), MOST_BYTES, LONGEST_READ);
        } catch (TooLargeException e) {
            throw new RefusedException(413, "the body is " + e.getMessage());
        } catch (IOException e) {
            throw new RefusedException(400, "the body could not be read");
        }
    }

    private void checkToken(Context context) throws RefusedException {
        try {
            var header = Optional.ofNullable(context.header("Authorization")).orElse("");
            boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
            if (!bearer
                    || !token.read().contain(header.substring(SCHEME.length()).strip())) {
                context.header("WWW-Authenticate", "Bearer realm=\"gitvoy\"");
                throw new RefusedException(
                        401,
                        "needs the token of the file admin.token in the state folder: Authorization: Bearer TOKEN");
            }
        } catch (IOException e) {
            if (told.mayTell(token)) {
                log.atError().log("orders are refused: {}; restart to have a token made", e.getMessage());
            }
            throw new RefusedException(503, "the token cannot be read; see the log");
        }
    }

    private static String commitIn(byte[] body) throws RefusedException {
        try {
            var commit = Json.MAPPER.readTree(body).path("commit").asText("").strip();
            if (COMMIT.matcher(commit).matches()) {
                return commit;
            }
        } catch (JsonProcessingException e) {
            // Told below, as one thing that is expected.
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        throw new RefusedException(
                400,
                "expected {\"commit\": \"ID\"}, where ID is a commit's id or at least the first 4 characters of it");
    }

    private void give(Context context, Caller caller, Order order) {
        var given = order.give().apply(caller.name());
        // Also when it is done after its caller was told that there is no answer.
        var unused = given.whenComplete((orders, failure) ->
                tell(caller, order.what(), failure == null ? "done" : "failed: " + words(unwrapped(failure))));
        context.future(() -> given.thenApply(Function.identity())
                .orTimeout(longestOrder.toMillis(), TimeUnit.MILLISECONDS)
                .handle((orders, failure) -> {
                    if (failure == null) {
                        Json.write(context, Reports.orders(orders));
                    } else {
                        fail(context, refusal(caller, order, unwrapped(failure)));
                    }
                    return orders;
                }));
    }

    private RefusedException refusal(Caller caller, Order order, Throwable failure) {
        if (failure instanceof SourceException) {
            return new RefusedException(409, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof TimeoutException) {
            tell(caller, order.what(), "no answer yet");
            return new RefusedException(
                    504,
                    "not done after " + longestOrder.toSeconds()
                            + " s, because the source is being asked or a commit compiled; it will be done after that:"
                            + " see \"orders\" in /api/status");
        }
        log.atError().setCause(failure).log("an order failed unexpectedly");
        return new RefusedException(500, "failed unexpectedly; see the log");
    }

    private static String words(Throwable failure) {
        return failure instanceof SourceException ? String.valueOf(failure.getMessage()) : "unexpectedly; see the log";
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static void fail(Context context, RefusedException refused) {
        Json.error(context, refused.status, String.valueOf(refused.getMessage()));
    }

    private static void tell(Caller caller, String what, String outcome) {
        audit.atInfo()
                .addKeyValue("who", caller.name())
                .addKeyValue("address", caller.address())
                .addKeyValue("what", what)
                .addKeyValue("outcome", outcome)
                .log("order");
    }
}
