package dev.gitvoy.bench.repository;

import dev.gitvoy.cli.Main;
import java.io.IOException;

/** The subject: {@code gitvoy} as it is, with the arguments given; all that is added is that it ends when its input does. */
final class ServeServer {
    private ServeServer() {}

    public static void main(String[] args) {
        var watch = new Thread(ServeServer::endWithInput, "bench-input");
        watch.setDaemon(true);
        watch.start();
        Main.main(args);
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        } catch (IOException ended) {
            // As it does.
        }
        System.exit(0);
    }
}
