package dev.gitvoy.bench.fanout;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.io.IOException;
import java.util.function.Consumer;

/** The ceiling of a reconnect: parses what delta clients say they hold, and believes it. It can send nothing new. */
final class RawReconnectServer {
    private final boolean answers;
    private final Traffic traffic = new Traffic();

    private RawReconnectServer(boolean answers) {
        this.answers = answers;
    }

    /** Arguments: whether each first request of a type is answered by an empty response. */
    public static void main(String[] args) throws IOException {
        var raw = new RawReconnectServer(Boolean.parseBoolean(args[0]));
        MethodDescriptor<DeltaDiscoveryRequest, byte[]> method = Protocol.DELTA.method(
                ProtoUtils.marshaller(DeltaDiscoveryRequest.getDefaultInstance()), new BytesMarshaller());
        var server = new RawServer<>(method, raw.traffic, raw::opened);
        new ServerLoop(raw.traffic, (change, gate) -> {
                    throw new UnsupportedOperationException("there is nothing to change");
                })
                .run(server.port());
        System.exit(0);
    }

    private Consumer<DeltaDiscoveryRequest> opened(Consumer<byte[]> responses) {
        return request -> {
            if (answers && request.getResponseNonce().isEmpty()) {
                responses.accept(DeltaDiscoveryResponse.newBuilder()
                        .setTypeUrl(request.getTypeUrl())
                        .setNonce("1")
                        .build()
                        .toByteArray());
            }
        };
    }
}
