package dev.gitvoy.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port that a file has to name before anything listens on it. */
final class FreePort {
    private static final int ATTEMPTS = 100;
    // Below the ports that operating systems give to outgoing connections, which come and go.
    private static final int FIRST = 20_000;
    private static final int LAST = 29_999;

    private FreePort() {}

    static int find() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port was found between " + FIRST + " and " + LAST);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
