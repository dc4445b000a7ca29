package dev.gitvoy.gitsync.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP proxy that makes tunnels for whoever says the right thing. */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket server;
    private final String authorization;
    private final List<String> tunnels = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();

    /** @param authorization what {@code Proxy-Authorization} has to be */
    ConnectProxy(String authorization) throws IOException {
        this.authorization = authorization;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Where to. */
    List<String> tunnels() {
        return tunnels;
    }

    int refusals() {
        return refusals.get();
    }

    private void accept() throws IOException {
        while (true) {
            var client = server.accept();
            daemon(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            // Nothing follows the head before it is answered, so that reading ahead does no harm.
            var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            while (true) {
                var first = reader.readLine();
                if (first == null) {
                    return;
                }
                boolean allowed = false;
                for (var line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                    allowed |= line.equalsIgnoreCase("Proxy-Authorization: " + authorization);
                }
                var out = client.getOutputStream();
                if (!allowed) {
                    refusals.incrementAndGet();
                    out.write(String.join(
                                    "\r\n",
                                    "HTTP/1.1 407 Proxy Authentication Required",
                                    "Proxy-Authenticate: Basic realm=proxy",
                                    "Content-Length: 0",
                                    "",
                                    "")
                            .getBytes(StandardCharsets.US_ASCII));
                    continue;
                }
                var target = first.split(" ", -1)[1];
                tunnels.add(target);
                int colon = target.lastIndexOf(':');
                try (var forge =
                        new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    daemon(() -> {
                        forge.getInputStream().transferTo(out);
                        client.shutdownOutput();
                    });
                    client.getInputStream().transferTo(forge.getOutputStream());
                }
                return;
            }
        }
    }

    /** What may fail because a connection ended. */
    interface Work {
        void run() throws IOException;
    }

    static void daemon(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // A side has gone.
                    }
                },
                "test-network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
