package dev.gitvoy.xds.stream;

import com.google.protobuf.Any;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.view.Published;
import dev.gitvoy.xds.view.Views;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.List;

/** Answers one request with what there is now, for clients that ask again and again instead of keeping a stream. Any thread. */
public final class Fetch {
    private final Views views;

    public Fetch(Views views) {
        this.views = views;
    }

    /**
     * Returns the resources that are asked for, as far as they exist.
     *
     * @throws StatusException when the request makes no sense, or nothing is served yet
     */
    public DiscoveryResponse answer(ResourceType type, DiscoveryRequest request) throws StatusException {
        if (request.getNode().getId().isEmpty()) {
            throw invalid("a request must have a node with an id");
        }
        if (!request.getTypeUrl().isEmpty() && !request.getTypeUrl().equals(type.typeUrl())) {
            throw invalid("type_url \"" + request.getTypeUrl() + "\" where " + type.typeUrl() + " is served");
        }
        var published = views.current().orElseThrow(() -> Status.UNAVAILABLE
                .withDescription("no release is served yet; ask again")
                .asException());
        return answer(type, request, published);
    }

    private static DiscoveryResponse answer(ResourceType type, DiscoveryRequest request, Published published) {
        var view = published.viewOf(request.getNode()).of(type);
        var resources = Subscription.none(type)
                .replacedBy(request.getResourceNamesList())
                .select(view);
        return DiscoveryResponse.newBuilder()
                .setTypeUrl(type.typeUrl())
                .setVersionInfo(view.versionOf(resources))
                .addAllResources(anys(resources))
                .setControlPlane(ControlPlane.newBuilder().setIdentifier(published.commit()))
                .build();
    }

    private static List<Any> anys(List<Resource> resources) {
        return resources.stream().map(Resource::any).toList();
    }

    private static StatusException invalid(String why) {
        return Status.INVALID_ARGUMENT.withDescription(why).asException();
    }
}
