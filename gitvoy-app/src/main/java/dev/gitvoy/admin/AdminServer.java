package dev.gitvoy.admin;

import dev.gitvoy.gitsync.release.SyncControl;
import dev.gitvoy.guard.SecretFile;
import dev.gitvoy.hooks.Webhooks;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The admin port: {@code /healthz}, {@code /readyz}, {@code /metrics}, {@code /api} and {@code /hooks}. What only reads is open
 * to all who can connect; what changes something needs a token or a signature.
 */
public final class AdminServer {
    private final Javalin http;

    private AdminServer(Javalin http) {
        this.http = http;
    }

    /**
     * Opens the port.
     *
     * @param token that orders need
     * @param hooks empty when forges may say nothing
     * @throws RuntimeException when the port cannot be listened on
     */
    public static AdminServer listen(
            String bind,
            int port,
            Reports reports,
            Metrics metrics,
            SyncControl control,
            SecretFile token,
            Optional<Webhooks> hooks) {
        return listen(bind, port, reports, metrics, new OrdersHttp(control, token), hooks);
    }

    static AdminServer listen(
            String bind, int port, Reports reports, Metrics metrics, OrdersHttp orders, Optional<Webhooks> hooks) {
        var http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.prefer405over404 = true;
            config.routes.get("/healthz", context -> context.result("ok\n"));
            config.routes.get("/readyz", readiness(reports));
            config.routes.get("/metrics", context -> context.contentType(Metrics.CONTENT_TYPE)
                    .result(metrics.scrape()));
            config.routes.get("/api/status", json(reports::status));
            config.routes.get("/api/envoys", json(reports::envoys));
            config.routes.get("/api/commits", json(reports::commits));
            config.routes.get("/api/commits/{id}", context -> found(context, reports.commit(context.pathParam("id"))));
            orders.addTo(config.routes);
            hooks.ifPresent(webhooks -> webhooks.addTo(config.routes));
        });
        return new AdminServer(http.start(bind, port));
    }

    private static Handler readiness(Reports reports) {
        return context -> {
            var reason = reports.notReadyBecause();
            if (reason.isPresent()) {
                context.status(HttpStatus.SERVICE_UNAVAILABLE).result("not ready: " + reason.get() + "\n");
            } else {
                context.result(reports.stale() ? "ready (stale: the source does not answer)\n" : "ready\n");
            }
        };
    }

    private static Handler json(Supplier<Object> report) {
        return context -> Json.write(context, report.get());
    }

    private static void found(Context context, Optional<?> report) {
        if (report.isPresent()) {
            Json.write(context, report.get());
        } else {
            Json.error(context, 404, "no such commit was seen since the start; see /api/commits");
        }
    }

    public int port() {
        return http.port();
    }

    public void stop() {
        http.stop();
    }
}
