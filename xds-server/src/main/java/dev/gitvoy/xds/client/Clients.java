package dev.gitvoy.xds.client;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All Envoys that are connected, and the last {@value #REMEMBERED} that were. An Envoy is known by its node's cluster and
 * id. Thread-safe: streams report from their own threads.
 */
public final class Clients {
    private static final int REMEMBERED = 1000;

    private record Key(String cluster, String id) {
        static Key of(Node node) {
            return new Key(node.getCluster(), node.getId());
        }
    }

    /** Guards both maps; held for the length of a map operation, never while a session reports. */
    private final Object lock = new Object();

    private final Map<Key, List<ClientSession>> open = new LinkedHashMap<>();
    private final Map<Key, Client> gone = new LinkedHashMap<>();

    /** Notes that a node has opened a stream. */
    public ClientSession opened(Node introduced, String address) {
        // An Envoy lists all extensions that are built into it: some ten thousand bytes, of no use here.
        var node = introduced.toBuilder().clearExtensions().build();
        var session = new ClientSession(this, node, address);
        synchronized (lock) {
            gone.remove(Key.of(node));
            open.computeIfAbsent(Key.of(node), key -> new ArrayList<>()).add(session);
        }
        return session;
    }

    /** How many streams a node has open. */
    public int streamsOf(Node node) {
        synchronized (lock) {
            return open.getOrDefault(Key.of(node), List.of()).size();
        }
    }

    void ended(ClientSession session) {
        synchronized (lock) {
            var key = Key.of(session.node());
            var sessions = open.get(key);
            if (sessions == null || !sessions.remove(session) || !sessions.isEmpty()) {
                return;
            }
            open.remove(key);
            var types = new TreeMap<String, TypeStatus>();
            session.types().forEach((typeUrl, status) -> types.put(typeUrl, status.stale()));
            gone.put(key, new Client(session.node(), session.address(), false, types));
            if (gone.size() > REMEMBERED) {
                gone.remove(gone.keySet().iterator().next());
            }
        }
    }

    /** Every Envoy that is known: first those connected, longest first, then those that left. */
    public List<Client> all() {
        var clients = new ArrayList<Client>();
        synchronized (lock) {
            open.values().forEach(sessions -> clients.add(merged(sessions)));
            clients.addAll(gone.values());
        }
        return clients;
    }

    /** One client's streams: a type that several of them carry is told by the newest. */
    private static Client merged(List<ClientSession> sessions) {
        var types = new TreeMap<String, TypeStatus>();
        sessions.forEach(session -> types.putAll(session.types()));
        var newest = sessions.get(sessions.size() - 1);
        return new Client(newest.node(), newest.address(), true, types);
    }
}
