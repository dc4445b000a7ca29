package dev.gitvoy.bench.fanout;

import com.google.protobuf.Message;
import dev.gitvoy.xds.resource.ResourceTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * The ceiling: grpc-netty and nothing else. A change is encoded once and the bytes are written to every stream; requests are
 * read and not looked at. It knows which response a client waits for by counting: the first request is for clusters, the
 * second for assignments, the rest are ACKs. Its responses are as long as the subject's.
 */
final class RawPushServer implements ServerLoop.Publisher {
    private final Services services;
    private final Protocol protocol;
    private final Traffic traffic = new Traffic();
    private final RawServer<byte[]> server;
    private volatile byte[] everyCluster;
    private volatile byte[] everyAssignment;

    private RawPushServer(Services services, Protocol protocol) throws IOException {
        this.services = services;
        this.protocol = protocol;
        everyCluster = clusters(protocol, services, services.all());
        everyAssignment = assignments(protocol, services, services.all());
        var bytes = new BytesMarshaller();
        server = new RawServer<>(protocol.method(bytes, bytes), traffic, this::opened);
    }

    /** Arguments: a folder, not used, the number of services, and the variant. */
    public static void main(String[] args) throws IOException {
        var raw = new RawPushServer(new Services(Integer.parseInt(args[1])), Protocol.of(args[2]));
        new ServerLoop(raw.traffic, raw).run(raw.server.port());
        System.exit(0);
    }

    private Consumer<byte[]> opened(Consumer<byte[]> responses) {
        var requests = new AtomicInteger();
        return request -> {
            int number = requests.incrementAndGet();
            if (number == 1) {
                responses.accept(everyCluster);
            } else if (number == 2) {
                responses.accept(everyAssignment);
            }
        };
    }

    @Override
    public PublishCost publish(Change change, Runnable gate) {
        var touched = services.apply(change);
        everyCluster = clusters(protocol, services, services.all());
        everyAssignment = assignments(protocol, services, services.all());
        var responses = new ArrayList<byte[]>();
        if (change.sendsClusters()) {
            boolean every = protocol.clustersOf(change, services.count()) == services.count();
            responses.add(every ? everyCluster : clusters(protocol, services, touched));
        }
        if (change.sendsAssignments()) {
            responses.add(assignments(protocol, services, touched));
        }
        gate.run();
        return PublishCost.of(() -> server.push(responses));
    }

    static byte[] clusters(Protocol protocol, Services services, List<Integer> some) {
        return encode(protocol, ResourceTypes.CLUSTER.typeUrl(), some, services::cluster);
    }

    private static byte[] assignments(Protocol protocol, Services services, List<Integer> some) {
        return encode(protocol, ResourceTypes.ENDPOINTS.typeUrl(), some, services::assignment);
    }

    private static byte[] encode(Protocol protocol, String typeUrl, List<Integer> some, IntFunction<Message> body) {
        var resources = new LinkedHashMap<String, Message>();
        some.forEach(service -> resources.put(Services.name(service), body.apply(service)));
        return protocol.response(typeUrl, resources);
    }
}
