package dev.gitvoy.bench.fanout;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * As much of a response as a client needs to count it and to answer it; resources are passed over unread.
 *
 * @param version of the whole; its meaning differs between the variants
 * @param removed how many names are gone
 */
record Answer(String typeUrl, String version, String nonce, int resources, int removed, int bytes) {

    boolean hasClusters() {
        return typeUrl.equals(ResourceTypes.CLUSTER.typeUrl());
    }

    record ResponseMarshaller(Protocol protocol) implements Marshaller<Answer> {
        @Override
        public InputStream stream(Answer response) {
            throw new UnsupportedOperationException("clients only read responses");
        }

        @Override
        public Answer parse(InputStream stream) {
            try {
                return read(protocol, CodedInputStream.newInstance(stream));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The variants' fields have the same numbers, but for removals, which only delta has. */
    static Answer read(Protocol protocol, CodedInputStream in) throws IOException {
        var typeUrl = "";
        var version = "";
        var nonce = "";
        int resources = 0;
        int removed = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case DeltaDiscoveryResponse.TYPE_URL_FIELD_NUMBER -> typeUrl = in.readString();
                case DeltaDiscoveryResponse.SYSTEM_VERSION_INFO_FIELD_NUMBER -> version = in.readString();
                case DeltaDiscoveryResponse.NONCE_FIELD_NUMBER -> nonce = in.readString();
                case DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER -> {
                    resources++;
                    in.skipField(tag);
                }
                case DeltaDiscoveryResponse.REMOVED_RESOURCES_FIELD_NUMBER -> {
                    removed += protocol == Protocol.DELTA ? 1 : 0;
                    in.skipField(tag);
                }
                default -> in.skipField(tag);
            }
        }
        return new Answer(typeUrl, version, nonce, resources, removed, in.getTotalBytesRead());
    }
}
