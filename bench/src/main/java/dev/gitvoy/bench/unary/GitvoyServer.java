package dev.gitvoy.bench.unary;

import dev.gitvoy.bench.Orders;
import dev.gitvoy.serve.Gitvoy;
import dev.gitvoy.serve.ServeSettings;
import dev.gitvoy.serve.StartException;
import dev.gitvoy.serve.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The subject: {@code gitvoy serve}, as it is, on a folder with the question's configuration. */
final class GitvoyServer {
    private GitvoyServer() {}

    /** Arguments: the question, a folder of its own, and the store. */
    public static void main(String[] args) throws IOException, StartException, InterruptedException {
        var question = Question.valueOf(args[0]);
        var folder = Path.of(args[1]);
        var file = folder.resolve("config").resolve(question.file());
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, question.configuration());
        var gitvoy = Gitvoy.start(new ServeSettings(
                ServeSettings.Repository.at(folder.resolve("config").toString()),
                Duration.ofSeconds(10),
                folder.resolve("state"),
                Optional.empty(),
                Store.parse(args[2]),
                Duration.ofMillis(500),
                Duration.ZERO,
                "127.0.0.1",
                ServeSettings.Ports.FREE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        var ready = new CountDownLatch(1);
        gitvoy.whenReady(ready::countDown);
        ready.await();
        var orders = new Orders();
        orders.answer("port " + (question == Question.CHECK ? gitvoy.authzPort() : gitvoy.rateLimitPort()));
        while (orders.next().isPresent()) {
            orders.answer("unknown");
        }
        System.exit(0);
    }
}
