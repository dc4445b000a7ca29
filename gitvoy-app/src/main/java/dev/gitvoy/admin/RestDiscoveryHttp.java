package dev.gitvoy.admin;

import dev.gitvoy.xds.rest.RestDiscovery;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;

/** The HTTP port for Envoys that poll: {@code POST /v3/discovery:clusters} and the like. */
public final class RestDiscoveryHttp {
    private final Javalin http;

    private RestDiscoveryHttp(Javalin http) {
        this.http = http;
    }

    /** @throws RuntimeException when the port cannot be listened on */
    public static RestDiscoveryHttp listen(String bind, int port, RestDiscovery discovery) {
        var http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = RestDiscovery.MOST_BYTES;
            for (var method : List.of(
                    HandlerType.GET, HandlerType.POST, HandlerType.PUT, HandlerType.DELETE, HandlerType.PATCH)) {
                config.routes.addHttpHandler(method, "/*", context -> answer(context, discovery));
            }
        });
        return new RestDiscoveryHttp(http.start(bind, port));
    }

    private static void answer(Context context, RestDiscovery discovery) {
        var answer = discovery.answer(context.method().name(), context.path(), context.body());
        context.status(answer.status()).contentType(answer.contentType()).result(answer.body());
    }

    public int port() {
        return http.port();
    }

    public void stop() {
        http.stop();
    }
}
