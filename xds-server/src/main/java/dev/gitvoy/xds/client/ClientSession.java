package dev.gitvoy.xds.client;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One stream of a client, as the stream reports it. The stream's thread writes; any thread reads. */
public final class ClientSession {
    private final Clients clients;
    private final Node node;
    private final String address;
    private volatile Map<String, AtomicReference<@Nullable TypeStatus>> types = Map.of();

    ClientSession(Clients clients, Node node, String address) {
        this.clients = clients;
        this.node = node;
        this.address = address;
    }

    /** Where the stream notes what the client has of a type; call once a type. */
    public AtomicReference<@Nullable TypeStatus> open(String typeUrl) {
        var status = new AtomicReference<@Nullable TypeStatus>();
        var more = new TreeMap<>(types);
        more.put(typeUrl, status);
        types = more;
        return status;
    }

    /** The stream has ended; what the client had is remembered as {@link TypeStatus.State#STALE}. */
    public void close() {
        clients.ended(this);
    }

    /** Who it is, without what is of no use here. */
    public Node node() {
        return node;
    }

    String address() {
        return address;
    }

    Map<String, TypeStatus> types() {
        var statuses = new TreeMap<String, TypeStatus>();
        types.forEach((typeUrl, status) -> {
            var now = status.get();
            if (now != null) {
                statuses.put(typeUrl, now);
            }
        });
        return statuses;
    }
}
