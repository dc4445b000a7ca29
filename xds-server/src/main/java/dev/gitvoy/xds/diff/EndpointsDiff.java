package dev.gitvoy.xds.diff;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.change.Detail;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What differs between the endpoints of a cluster: by address, wherever in the lists they stand. */
final class EndpointsDiff {
    static final String LOAD_ASSIGNMENT = "envoy.config.endpoint.v3.ClusterLoadAssignment";

    private final MessageDiff diff;
    private final String noun;

    /** An endpoint, and the locality that it is in. */
    private record Placed(String locality, LbEndpoint endpoint) {}

    /** @param noun before an address, where it is not clear that it is one */
    EndpointsDiff(MessageDiff diff, String noun) {
        this.diff = diff;
        this.noun = noun;
    }

    void compare(Message before, Message after, String path) {
        var left = typed(before);
        var right = typed(after);
        endpoints(byAddress(left), byAddress(right));
        var localities = localities(left);
        localities(right).forEach((name, locality) -> {
            var was = localities.get(name);
            if (was != null) {
                diff.messages(name.isEmpty() ? "endpoints " : "locality " + name + " ", was, locality);
            }
        });
        diff.messages(
                path,
                left.toBuilder().clearEndpoints().build(),
                right.toBuilder().clearEndpoints().build());
    }

    /** The addresses, for what is new or gone as a whole. */
    static List<String> addresses(Message assignment) {
        return List.copyOf(byAddress(typed(assignment)).keySet());
    }

    private void endpoints(Map<String, Placed> before, Map<String, Placed> after) {
        before.forEach((address, placed) -> {
            if (!after.containsKey(address)) {
                diff.add(Detail.removed(noun + address, ""));
            }
        });
        after.forEach((address, placed) -> {
            var was = before.get(address);
            if (was == null) {
                diff.add(Detail.added(noun + address, facts(placed)));
                return;
            }
            if (!was.locality.equals(placed.locality)) {
                diff.add(Detail.changed(noun + address + " locality", orNone(was.locality), orNone(placed.locality)));
            }
            diff.messages(noun + address + " ", was.endpoint, placed.endpoint);
        });
    }

    private static String orNone(String locality) {
        return locality.isEmpty() ? "none" : locality;
    }

    private static String facts(Placed placed) {
        var weight = placed.endpoint.hasLoadBalancingWeight()
                ? "weight "
                        + Integer.toUnsignedString(
                                placed.endpoint.getLoadBalancingWeight().getValue())
                : "";
        var where = placed.locality.isEmpty() ? "" : "in " + placed.locality;
        return Stream.of(where, weight).filter(fact -> !fact.isEmpty()).collect(Collectors.joining(", "));
    }

    private static ClusterLoadAssignment typed(Message message) {
        try {
            return message instanceof ClusterLoadAssignment typed
                    ? typed
                    : ClusterLoadAssignment.parseFrom(message.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message is read by its own type", e);
        }
    }

    private static Map<String, Placed> byAddress(ClusterLoadAssignment assignment) {
        var placed = new LinkedHashMap<String, Placed>();
        for (var locality : assignment.getEndpointsList()) {
            for (var endpoint : locality.getLbEndpointsList()) {
                Numbered.put(placed, address(endpoint), new Placed(name(locality), endpoint));
            }
        }
        return placed;
    }

    private static String address(LbEndpoint endpoint) {
        return endpoint.hasEndpointName()
                ? endpoint.getEndpointName()
                : address(endpoint.getEndpoint().getAddress());
    }

    private static String address(Address address) {
        return switch (address.getAddressCase()) {
            case SOCKET_ADDRESS -> {
                var socket = address.getSocketAddress();
                var host = socket.getAddress().contains(":") ? "[" + socket.getAddress() + "]" : socket.getAddress();
                yield host + ":"
                        + (socket.hasNamedPort() ? socket.getNamedPort() : String.valueOf(socket.getPortValue()));
            }
            case PIPE -> address.getPipe().getPath();
            case ENVOY_INTERNAL_ADDRESS -> address.getEnvoyInternalAddress().getServerListenerName();
            case ADDRESS_NOT_SET -> "(no address)";
        };
    }

    /** Without their endpoints. */
    private Map<String, LocalityLbEndpoints> localities(ClusterLoadAssignment assignment) {
        var localities = new LinkedHashMap<String, LocalityLbEndpoints>();
        assignment
                .getEndpointsList()
                .forEach(locality -> Numbered.put(
                        localities,
                        name(locality),
                        locality.toBuilder().clearLbEndpoints().build()));
        return localities;
    }

    private static String name(LocalityLbEndpoints endpoints) {
        var place = place(endpoints.getLocality());
        var names = new ArrayList<String>();
        if (!place.isEmpty()) {
            names.add(place);
        }
        if (endpoints.getPriority() != 0) {
            names.add("priority " + endpoints.getPriority());
        }
        return String.join(", ", names);
    }

    private static String place(Locality locality) {
        return Stream.of(locality.getRegion(), locality.getZone(), locality.getSubZone())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
    }
}
