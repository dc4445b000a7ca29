package dev.gitvoy.admin;

import dev.gitvoy.ratelimit.service.JsonRateLimits;
import io.javalin.Javalin;
import io.javalin.http.Handler;
import java.util.function.BooleanSupplier;

/** The rate limit service's HTTP port, as envoyproxy/ratelimit has it: {@code /json} and {@code /healthcheck}. */
public final class RateLimitHttp {
    /** Far more than any Envoy asks at once. */
    private static final long MOST_BYTES = 1 << 20;

    private final Javalin http;

    private RateLimitHttp(Javalin http) {
        this.http = http;
    }

    /** @throws RuntimeException when the port cannot be listened on */
    public static RateLimitHttp listen(String bind, int port, JsonRateLimits limits, BooleanSupplier healthy) {
        var http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = MOST_BYTES;
            config.routes.post("/json", json(limits));
            config.routes.get("/healthcheck", context -> {
                if (healthy.getAsBoolean()) {
                    context.result("OK");
                } else {
                    context.status(500);
                }
            });
        });
        return new RateLimitHttp(http.start(bind, port));
    }

    private static Handler json(JsonRateLimits limits) {
        return context -> {
            var body = context.body();
            context.future(() -> limits.answer(body).thenAccept(answer -> context.status(answer.status())
                    .contentType(answer.status() == 400 ? "text/plain" : "application/json")
                    .result(answer.body())));
        };
    }

    public int port() {
        return http.port();
    }

    public void stop() {
        http.stop();
    }
}
