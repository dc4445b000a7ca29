package dev.gitvoy.xds.stream;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Answers the methods of the v2 xDS API, which Envoy dropped in 1.18, with a word on what to use instead. */
public final class UnsupportedV2 extends HandlerRegistry {
    private static final MethodDescriptor.Marshaller<byte[]> IGNORED = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    };

    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
        if (!method.startsWith("envoy.service.discovery.v2.") && !method.startsWith("envoy.api.v2.")) {
            return null;
        }
        var descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.UNKNOWN)
                .setFullMethodName(method)
                .setRequestMarshaller(IGNORED)
                .setResponseMarshaller(IGNORED)
                .build();
        return ServerMethodDefinition.create(descriptor, (call, headers) -> {
            call.close(refusal(method), new Metadata());
            return new ServerCall.Listener<>() {};
        });
    }

    static Status refusal(String asked) {
        return Status.UNIMPLEMENTED.withDescription(asked
                + " is the xDS v2 API, which is gone since Envoy 1.18; use v3: transport_api_version: V3 and"
                + " resource_api_version: V3");
    }
}
