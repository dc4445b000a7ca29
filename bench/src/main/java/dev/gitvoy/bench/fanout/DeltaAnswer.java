package dev.gitvoy.bench.fanout;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * As much of a response as a client needs to count it and to acknowledge it; resources are passed over unread.
 *
 * @param removed how many names are gone
 */
record DeltaAnswer(String typeUrl, String nonce, int resources, int removed, int bytes) {

    static final class ResponseMarshaller implements Marshaller<DeltaAnswer> {
        @Override
        public InputStream stream(DeltaAnswer response) {
            throw new UnsupportedOperationException("clients only read responses");
        }

        @Override
        public DeltaAnswer parse(InputStream stream) {
            try {
                return read(CodedInputStream.newInstance(stream));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static DeltaAnswer read(CodedInputStream in) throws IOException {
        var typeUrl = "";
        var nonce = "";
        int resources = 0;
        int removed = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case DeltaDiscoveryResponse.TYPE_URL_FIELD_NUMBER -> typeUrl = in.readString();
                case DeltaDiscoveryResponse.NONCE_FIELD_NUMBER -> nonce = in.readString();
                case DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER -> {
                    resources++;
                    in.skipField(tag);
                }
                case DeltaDiscoveryResponse.REMOVED_RESOURCES_FIELD_NUMBER -> {
                    removed++;
                    in.skipField(tag);
                }
                default -> in.skipField(tag);
            }
        }
        return new DeltaAnswer(typeUrl, nonce, resources, removed, in.getTotalBytesRead());
    }
}
