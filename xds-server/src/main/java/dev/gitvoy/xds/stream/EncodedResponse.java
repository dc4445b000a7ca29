package dev.gitvoy.xds.stream;

import com.google.protobuf.Message;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;

/**
 * A response as it goes over the wire: the body that many streams share and the tail of one. Two encoded parts of one message,
 * one behind the other, are that message (Protocol Buffers, "Encoding", "Last One Wins").
 */
final class EncodedResponse {
    private final byte[] body;
    private final byte[] tail;

    EncodedResponse(byte[] body, byte[] tail) {
        this.body = body;
        this.tail = tail;
    }

    EncodedResponse(Message whole) {
        this(whole.toByteArray(), new byte[0]);
    }

    int size() {
        return body.length + tail.length;
    }

    /** For the server's side of a method: it writes only. */
    static final class Marshaller implements MethodDescriptor.Marshaller<EncodedResponse> {
        @Override
        public InputStream stream(EncodedResponse response) {
            return new Parts(response);
        }

        @Override
        public EncodedResponse parse(InputStream stream) {
            throw new UnsupportedOperationException("responses are written, not read");
        }
    }

    /** Writes both parts with one copy. */
    private static final class Parts extends SequenceInputStream implements KnownLength, Drainable {
        private final EncodedResponse response;
        private int left;

        Parts(EncodedResponse response) {
            super(new ByteArrayInputStream(response.body), new ByteArrayInputStream(response.tail));
            this.response = response;
            this.left = response.size();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            if (left != response.size()) {
                throw new IllegalStateException("read already");
            }
            target.write(response.body);
            target.write(response.tail);
            left = 0;
            return response.size();
        }

        @Override
        public int available() {
            return left;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            left -= one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            left -= Math.max(0, count);
            return count;
        }
    }
}
