package dev.gitvoy.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A unary gRPC call over a new connection, whose answer nobody looks at. It is no client for any other purpose: one that is has
 * more code to load and compile than the server that is to be warmed up. What it sends takes the server the same ways as what an
 * Envoy sends: settings, a larger window, headers in Huffman's code and in the dynamic table, a deadline, an acknowledgement
 * (RFC 9113, RFC 7541, gRPC over HTTP/2).
 */
final class RawCall {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    /** The client's first. */
    private static final int STREAM = 1;

    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ENABLE_PUSH = 2;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 1 << 24;
    /** Values from this length on are sent in Huffman's code. */
    private static final int HUFFMAN_FROM = 0;

    private static final int TABLE_HINT = 16;

    private RawCall() {}

    /**
     * Returns when the call has ended, well or not. Blocks.
     *
     * @param method full name, for example {@code envoy.service.auth.v3.Authorization/Check}
     * @param timeout without a byte from the server, and of the call
     * @throws IOException when the server does not answer, or ends the connection or the call before its time
     */
    static void make(InetSocketAddress address, String method, byte[] request, Duration timeout) throws IOException {
        try (var socket = new Socket()) {
            int millis = Math.toIntExact(timeout.toMillis());
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            socket.setTcpNoDelay(true);
            send(socket, call(method, request, millis));
            awaitEnd(socket);
        }
    }

    private static ByteBuf call(String method, byte[] request, int millis) {
        var call = Unpooled.buffer();
        call.writeCharSequence(PREFACE, StandardCharsets.US_ASCII);
        var settings = Unpooled.buffer();
        settings.writeShort(ENABLE_PUSH).writeInt(0);
        settings.writeShort(INITIAL_WINDOW_SIZE).writeInt(WINDOW);
        frame(call, SETTINGS, 0, 0, settings);
        frame(call, WINDOW_UPDATE, 0, 0, Unpooled.buffer().writeInt(WINDOW));
        frame(call, HEADERS, END_HEADERS, STREAM, headers(method, millis));
        frame(call, DATA, END_STREAM, STREAM, message(request));
        return call;
    }

    private static void frame(ByteBuf out, int type, int flags, int stream, ByteBuf payload) {
        out.writeMedium(payload.readableBytes())
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
        out.writeBytes(payload);
    }

    private static ByteBuf headers(String method, int millis) {
        var headers = new DefaultHttp2Headers()
                .method("POST")
                .path("/" + method)
                .authority("gitvoy")
                .scheme("http")
                .add("te", "trailers")
                .add("grpc-timeout", millis + "m")
                .add("content-type", "application/grpc")
                .add("x-envoy-internal", "true")
                .add("x-forwarded-for", "127.0.0.1")
                .add("x-envoy-expected-rq-timeout-ms", Integer.toString(millis));
        var encoded = Unpooled.buffer();
        try (var encoder =
                new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, TABLE_HINT, HUFFMAN_FROM)) {
            encoder.encodeHeaders(STREAM, headers, encoded);
        } catch (Http2Exception e) {
            throw new IllegalArgumentException("headers that are too large: " + method, e);
        }
        return encoded;
    }

    /** Uncompressed, with its length before it (gRPC over HTTP/2, "Length-Prefixed-Message"). */
    private static ByteBuf message(byte[] request) {
        return Unpooled.buffer().writeByte(0).writeInt(request.length).writeBytes(request);
    }

    private static void send(Socket socket, ByteBuf bytes) throws IOException {
        socket.getOutputStream().write(ByteBufUtil.getBytes(bytes));
    }

    private static void awaitEnd(Socket socket) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
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
            if (type == SETTINGS && (flags & ACK) == 0) {
                var ack = Unpooled.buffer();
                frame(ack, SETTINGS, ACK, 0, Unpooled.EMPTY_BUFFER);
                send(socket, ack);
            }
            // Trailers.
            ended = type == HEADERS && (flags & END_STREAM) != 0;
        }
    }
}
