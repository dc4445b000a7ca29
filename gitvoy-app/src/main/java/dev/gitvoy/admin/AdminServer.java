package dev.gitvoy.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The admin port: {@code /healthz}, {@code /readyz}, {@code /metrics} and the read-only {@code /api}. */
public final class AdminServer {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new JavaTimeModule())
            .build();

    private final Javalin http;

    private AdminServer(Javalin http) {
        this.http = http;
    }

    /** @throws RuntimeException when the port cannot be listened on */
    public static AdminServer listen(String bind, int port, Reports reports, Metrics metrics) {
        var http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.routes.get("/healthz", context -> context.result("ok\n"));
            config.routes.get("/readyz", readiness(reports));
            config.routes.get("/metrics", context -> context.contentType(Metrics.CONTENT_TYPE)
                    .result(metrics.scrape()));
            config.routes.get("/api/status", json(reports::status));
            config.routes.get("/api/envoys", json(reports::envoys));
            config.routes.get("/api/commits", json(reports::commits));
            config.routes.get("/api/commits/{id}", context -> found(context, reports.commit(context.pathParam("id"))));
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
        return context -> write(context, report.get());
    }

    private static void found(Context context, Optional<?> report) throws Exception {
        if (report.isPresent()) {
            write(context, report.get());
        } else {
            context.status(HttpStatus.NOT_FOUND);
            write(context, Map.of("error", "no such commit was seen since the start; see /api/commits"));
        }
    }

    private static void write(Context context, Object report) throws Exception {
        context.contentType("application/json").result(JSON.writeValueAsString(report) + "\n");
    }

    public int port() {
        return http.port();
    }

    public void stop() {
        http.stop();
    }
}
