package dev.gitvoy.xds.rest;

import com.google.api.AnnotationsProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.client.ClientStatusService;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.stream.Fetch;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers {@code POST /v3/discovery:...}: a {@code DiscoveryRequest} in JSON, a {@code DiscoveryResponse} back, or 304 when the
 * client has that version already (xDS protocol, "REST-JSON polling subscriptions"). The paths are those that the services'
 * protos give their Fetch methods. Any thread.
 */
public final class RestDiscovery {
    /** Far more than any client asks at once: a node lists its extensions, a subscription its names. */
    public static final int MOST_BYTES = 4 << 20;

    private static final String V2_PREFIX = "/v2/discovery";
    private static final String CLIENT_STATUS = "/v3/discovery:client_status";

    private final Fetch fetch;
    private final ClientStatusService clientStatus;
    private final EnvoyApi api;
    private final Map<String, ResourceType> byPath = new TreeMap<>();

    /**
     * An HTTP response.
     *
     * @param body JSON when the status is 200, a sentence when it is an error, else empty
     */
    public record Answer(int status, String body) {
        static final Answer NOT_MODIFIED = new Answer(304, "");

        public String contentType() {
            return status == 200 ? "application/json" : "text/plain; charset=utf-8";
        }
    }

    /** @param api that resources were read with */
    public RestDiscovery(ResourceTypes types, Fetch fetch, ClientStatusService clientStatus, EnvoyApi api) {
        this.fetch = fetch;
        this.clientStatus = clientStatus;
        this.api = api;
        types.inOrder().forEach(type -> pathOf(type).ifPresent(path -> byPath.put(path, type)));
    }

    private static Optional<String> pathOf(ResourceType type) {
        return type.service().getMethods().stream()
                .filter(method -> method.getType() == MethodType.UNARY)
                .map(method -> method.getSchemaDescriptor())
                .filter(ProtoMethodDescriptorSupplier.class::isInstance)
                .map(schema -> ((ProtoMethodDescriptorSupplier) schema).getMethodDescriptor())
                .filter(method -> method.getOptions().hasExtension(AnnotationsProto.http))
                .map(method ->
                        method.getOptions().getExtension(AnnotationsProto.http).getPost())
                .findFirst();
    }

    /** @param path of the URL, without a query */
    public Answer answer(String method, String path, String body) {
        if (path.startsWith(V2_PREFIX)) {
            return new Answer(404, "the v2 API is gone; ask for /v3/discovery:clusters and the like\n");
        }
        var type = byPath.get(path);
        boolean status = path.equals(CLIENT_STATUS);
        if (type == null && !status) {
            return new Answer(
                    404, "no such path; there are " + String.join(", ", byPath.keySet()) + ", " + CLIENT_STATUS + "\n");
        }
        if (!method.equals("POST")) {
            return new Answer(405, "use POST\n");
        }
        try {
            return type == null ? clientStatus(body) : resources(type, body);
        } catch (InvalidProtocolBufferException e) {
            return new Answer(
                    400,
                    "the body is not " + (status ? "a ClientStatusRequest" : "a DiscoveryRequest") + " in JSON: "
                            + e.getMessage() + "\n");
        } catch (StatusException e) {
            return new Answer(httpStatus(e.getStatus()), e.getStatus().getDescription() + "\n");
        }
    }

    private Answer resources(ResourceType type, String body) throws InvalidProtocolBufferException, StatusException {
        var request = DiscoveryRequest.newBuilder();
        EnvoyJson.read(body, request);
        var response = fetch.answer(type, request.build());
        if (request.getVersionInfo().equals(response.getVersionInfo())) {
            return Answer.NOT_MODIFIED;
        }
        return json(response);
    }

    private Answer clientStatus(String body) throws InvalidProtocolBufferException, StatusException {
        var request = ClientStatusRequest.newBuilder();
        EnvoyJson.read(body, request);
        return json(clientStatus.answer(request.build()));
    }

    private Answer json(Message message) {
        try {
            return new Answer(200, EnvoyJson.write(message, api));
        } catch (InvalidProtocolBufferException e) {
            return new Answer(500, "a resource cannot be written as JSON: " + e.getMessage() + "\n");
        }
    }

    private static int httpStatus(Status status) {
        return switch (status.getCode()) {
            case INVALID_ARGUMENT -> 400;
            case RESOURCE_EXHAUSTED -> 413;
            case UNAVAILABLE -> 503;
            default -> 500;
        };
    }
}
