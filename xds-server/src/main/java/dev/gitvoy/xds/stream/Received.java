package dev.gitvoy.xds.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a client has written: a request, or bytes that are none. gRPC would end a call for those without telling the client
 * why, so they are handed on.
 */
final class Received<Q> {
    private final @Nullable Q request;
    private final String fault;

    private Received(@Nullable Q request, String fault) {
        this.request = request;
        this.fault = fault;
    }

    /** @throws StatusException INVALID_ARGUMENT, for the client, when it is no request */
    Q request() throws StatusException {
        if (request == null) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("this is not a request of this method: " + fault)
                    .asException();
        }
        return request;
    }

    /** Makes a request of bytes that are its own. */
    interface Parser<Q> {
        Q parse(byte[] encoded) throws InvalidProtocolBufferException;
    }

    /** For the server's side of a method: it reads only. */
    static final class Marshaller<Q> implements MethodDescriptor.Marshaller<Received<Q>> {
        private final Parser<Q> parser;

        Marshaller(Parser<Q> parser) {
            this.parser = parser;
        }

        @Override
        public InputStream stream(Received<Q> request) {
            throw new UnsupportedOperationException("requests are read, not written");
        }

        @Override
        public Received<Q> parse(InputStream stream) {
            try {
                return new Received<>(parser.parse(bytes(stream)), "");
            } catch (InvalidProtocolBufferException e) {
                return new Received<>(null, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw Status.INTERNAL.withCause(e).asRuntimeException();
            }
        }

        private static byte[] bytes(InputStream stream) throws IOException {
            if (!(stream instanceof KnownLength)) {
                return stream.readAllBytes();
            }
            var bytes = new byte[stream.available()];
            if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new EOFException();
            }
            return bytes;
        }
    }
}
