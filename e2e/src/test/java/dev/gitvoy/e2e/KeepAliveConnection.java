package dev.gitvoy.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection that sends {@code GET /} again and again. It never repeats a request: the JDK's client does
 * when a connection breaks, and so would hide what a scenario looks for. One thread.
 */
final class KeepAliveConnection implements AutoCloseable {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: edge.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress target;
    private final Duration timeout;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();

    KeepAliveConnection(InetSocketAddress target, Duration timeout) {
        this.target = target;
        this.timeout = timeout;
    }

    /** Returns the body of a 200; of another status, {@code 503 and the body}. Connects when needed. */
    String get() throws IOException {
        try {
            return exchange(connected());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Socket connected() throws IOException {
        if (socket != null) {
            return socket;
        }
        var fresh = new Socket();
        socket = fresh;
        fresh.setTcpNoDelay(true);
        fresh.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        fresh.connect(target, Math.toIntExact(timeout.toMillis()));
        in = new BufferedInputStream(fresh.getInputStream());
        return fresh;
    }

    private String exchange(Socket open) throws IOException {
        open.getOutputStream().write(REQUEST);
        var status = line().split(" ", 3)[1];
        int length = -1;
        boolean last = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.equals("connection: close")) {
                last = true;
            }
        }
        if (length < 0) {
            throw new IOException("status " + status + " without content-length");
        }
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body ended after " + body.length + " of " + length + " bytes");
        }
        if (last) {
            close();
        }
        var text = new String(body, StandardCharsets.UTF_8);
        return status.equals("200") ? text : status + " " + text;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed instead of an answer");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        var open = socket;
        socket = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
