package dev.gitvoy.xds.resource;

import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.xds.api.EnvoyTypes;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.AdditionalAddress;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.util.Optional;
import java.util.stream.Stream;

/** Where listeners listen. Envoy refuses a second listener at the very same address, whether it binds there or not. */
final class ListenerAddresses {
    private static final String KIND = "listener address";
    private static final String NAME = Listener.getDescriptor().getFullName();

    private ListenerAddresses() {}

    /** The addresses of a resource, as places that only one of its scope may have; none of what is no listener. */
    static Stream<Provided> of(Message message, String scope, Location at) {
        if (!message.getDescriptorForType().getFullName().equals(NAME)) {
            return Stream.empty();
        }
        var listener = EnvoyTypes.as(Listener.class, message);
        return Stream.concat(
                        Stream.of(listener.getAddress()),
                        listener.getAdditionalAddressesList().stream().map(AdditionalAddress::getAddress))
                .flatMap(address -> name(address).stream())
                .distinct()
                .map(name -> new Provided(new Name(KIND, scope, name), at, Provided.Meaning.ADDRESS));
    }

    private static Optional<String> name(Address address) {
        return switch (address.getAddressCase()) {
            case PIPE -> Optional.of(address.getPipe().getPath()).filter(path -> !path.isEmpty());
            case SOCKET_ADDRESS -> name(address.getSocketAddress());
            case ENVOY_INTERNAL_ADDRESS, ADDRESS_NOT_SET -> Optional.empty();
        };
    }

    /** Nothing for port 0, of which each gets another. */
    private static Optional<String> name(SocketAddress socket) {
        return socket.getPortValue() == 0
                ? Optional.empty()
                : Optional.of(socket.getAddress() + ":" + socket.getPortValue() + "/" + socket.getProtocol());
    }
}
