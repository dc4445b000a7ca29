package dev.gitvoy.xds.client;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.Map;
import java.util.TreeMap;

/** One stream of a client, as the stream reports it. The stream's thread writes; any thread reads. */
public final class ClientSession {
    private final Clients clients;
    private final Node node;
    private final String address;
    private volatile Map<String, TypeStatus> types = Map.of();

    ClientSession(Clients clients, Node node, String address) {
        this.clients = clients;
        this.node = node;
        this.address = address;
    }

    /** Notes what the client has of a type. */
    public void report(String typeUrl, TypeStatus status) {
        var later = new TreeMap<>(types);
        later.put(typeUrl, status);
        types = later;
    }

    /** The stream has ended; what the client had is remembered as {@link TypeStatus.State#STALE}. */
    public void close() {
        clients.ended(this);
    }

    Node node() {
        return node;
    }

    String address() {
        return address;
    }

    Map<String, TypeStatus> types() {
        return types;
    }
}
