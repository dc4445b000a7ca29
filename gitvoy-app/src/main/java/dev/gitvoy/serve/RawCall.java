package dev.gitvoy.serve;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A unary gRPC call over a new connection, whose answer nobody looks at. It is no client for any other purpose: one that is has
 * more code to load and compile than the server that is to be warmed up. Frames are those of RFC 9113, headers those of RFC 7541,
 * written out in full.
 */
final class RawCall {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    /** The client's first. */
    private static final int STREAM = 1;

    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    /** {@code :method: POST} and {@code :scheme: http} of the static table. */
    private static final int[] POST_HTTP = {0x83, 0x86};

    /** A header of the static table, {@code :authority}, {@code :path} or {@code content-type}, with a value of its own. */
    private static final int[] AUTHORITY = {0x01};

    private static final int[] PATH = {0x04};
    private static final int[] CONTENT_TYPE = {0x0f, 0x10};
    private static final int[] NEW_NAME = {0x00};
    /** A length of more takes another form. */
    private static final int LONGEST_TEXT = 126;

    private RawCall() {}

    /**
     * Returns when the call has ended, well or not. Blocks.
     *
     * @param method full name, for example {@code envoy.service.auth.v3.Authorization/Check}
     * @param timeout without a byte from the server
     * @throws IOException when the server does not answer, or ends the connection or the call before its time
     */
    static void make(InetSocketAddress address, String method, byte[] request, Duration timeout) throws IOException {
        try (var socket = new Socket()) {
            int millis = Math.toIntExact(timeout.toMillis());
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(bytes(method, request));
            awaitEnd(new DataInputStream(new BufferedInputStream(socket.getInputStream())));
        }
    }

    private static byte[] bytes(String method, byte[] request) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeBytes(PREFACE);
        frame(out, SETTINGS, 0, 0, new byte[0]);
        frame(out, HEADERS, END_HEADERS, STREAM, headers(method));
        frame(out, DATA, END_STREAM, STREAM, message(request));
        return bytes.toByteArray();
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    private static byte[] headers(String method) {
        var bytes = new ByteArrayOutputStream();
        put(bytes, POST_HTTP);
        put(bytes, PATH);
        text(bytes, "/" + method);
        put(bytes, AUTHORITY);
        text(bytes, "gitvoy");
        put(bytes, CONTENT_TYPE);
        text(bytes, "application/grpc");
        put(bytes, NEW_NAME);
        text(bytes, "te");
        text(bytes, "trailers");
        return bytes.toByteArray();
    }

    private static void put(ByteArrayOutputStream bytes, int[] put) {
        for (int each : put) {
            bytes.write(each);
        }
    }

    private static void text(ByteArrayOutputStream bytes, String text) {
        var encoded = text.getBytes(StandardCharsets.US_ASCII);
        if (encoded.length > LONGEST_TEXT) {
            throw new IllegalArgumentException("too long: " + text);
        }
        bytes.write(encoded.length);
        bytes.writeBytes(encoded);
    }

    /** Uncompressed, with its length before it (gRPC over HTTP/2, "Length-Prefixed-Message"). */
    private static byte[] message(byte[] request) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeByte(0);
        out.writeInt(request.length);
        out.write(request);
        return bytes.toByteArray();
    }

    private static void awaitEnd(DataInputStream in) throws IOException {
        boolean ended = false;
        while (!ended) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            in.skipNBytes(length);
            if (type == GOAWAY || type == RST_STREAM) {
                throw new IOException("the server does not take the call");
            }
            // Trailers.
            ended = type == HEADERS && (flags & END_STREAM) != 0;
        }
    }
}
