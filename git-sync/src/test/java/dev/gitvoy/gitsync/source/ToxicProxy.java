package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A network between a client and a server that does what networks do. Works on what the server sends. */
final class ToxicProxy implements AutoCloseable {
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(100);

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Toxin toxin = new Toxin(Kind.NONE, 0);

    enum Kind {
        NONE,
        /** Everything arrives late. */
        LATENCY,
        /** Byte by byte, each too soon for a timeout of a single read. */
        DRIP,
        /** Ends as if the server had closed. */
        CUT,
        /** Ends as if the server had crashed. */
        RESET,
        /** Accepts and says nothing. */
        BLACK_HOLE,
        /** Says nothing any more, and does not close either. */
        HALF_OPEN
    }

    /** @param after how many bytes, for those that do not begin at once */
    record Toxin(Kind kind, int after) {}

    ToxicProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ConnectProxy.daemon(() -> {
            while (true) {
                accept(server.accept());
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on; connections of before are closed. */
    void set(Toxin other) {
        toxin = other;
        open.forEach(ToxicProxy::close);
        open.clear();
    }

    private void accept(Socket client) throws IOException {
        open.add(client);
        if (toxin.kind() == Kind.BLACK_HOLE) {
            return;
        }
        var forge = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(forge);
        ConnectProxy.daemon(() -> {
            try (forge) {
                client.getInputStream().transferTo(forge.getOutputStream());
            }
        });
        ConnectProxy.daemon(() -> send(forge, client, toxin));
    }

    private void send(Socket forge, Socket client, Toxin chosen) throws IOException {
        var in = forge.getInputStream();
        var out = client.getOutputStream();
        var buffer = new byte[chosen.kind() == Kind.DRIP ? 1 : 8192];
        int sent = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            int pass = isAfter(chosen.kind()) ? Math.min(count, chosen.after() - sent) : count;
            switch (chosen.kind()) {
                case LATENCY -> LockSupport.parkNanos(LATENCY.toNanos());
                case DRIP -> LockSupport.parkNanos(BETWEEN_BYTES.toNanos());
                default -> {}
            }
            out.write(buffer, 0, pass);
            sent += pass;
            if (pass < count) {
                switch (chosen.kind()) {
                    case CUT -> close(client);
                    case RESET -> {
                        client.setSoLinger(true, 0);
                        close(client);
                    }
                    default -> {}
                }
                return;
            }
        }
        client.shutdownOutput();
    }

    private static boolean isAfter(Kind kind) {
        return kind == Kind.CUT || kind == Kind.RESET || kind == Kind.HALF_OPEN;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        set(new Toxin(Kind.NONE, 0));
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
