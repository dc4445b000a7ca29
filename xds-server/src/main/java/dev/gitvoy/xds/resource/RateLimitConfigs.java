package dev.gitvoy.xds.resource;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoUtils;

/** The discovery service of envoyproxy/ratelimit's own configuration; its proto has no Java, so it is described here. */
final class RateLimitConfigs {
    private static final String SERVICE = "ratelimit.service.ratelimit.v3.RateLimitConfigDiscoveryService";

    private RateLimitConfigs() {}

    static ServiceDescriptor service() {
        var request = DiscoveryRequest.getDefaultInstance();
        var response = DiscoveryResponse.getDefaultInstance();
        return ServiceDescriptor.newBuilder(SERVICE)
                .addMethod(method("StreamRlsConfigs", MethodType.BIDI_STREAMING, request, response))
                .addMethod(method(
                        "DeltaRlsConfigs",
                        MethodType.BIDI_STREAMING,
                        DeltaDiscoveryRequest.getDefaultInstance(),
                        DeltaDiscoveryResponse.getDefaultInstance()))
                .addMethod(method("FetchRlsConfigs", MethodType.UNARY, request, response))
                .build();
    }

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            String name, MethodType kind, Q request, A response) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(kind)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
    }
}
