package dev.gitvoy.xds.client;

import dev.gitvoy.xds.view.Views;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which Envoys have which commit: a client has one when its last word on every type that it subscribes to equals the
 * commit's version, pushed or not. Any thread.
 */
public final class CommitAcks {
    private final Views views;
    private final Clients clients;

    public CommitAcks(Views views, Clients clients) {
        this.views = views;
        this.clients = clients;
    }

    /** The Envoys that are connected now. */
    public List<Client> connected() {
        return clients.all().stream().filter(Client::connected).toList();
    }

    public boolean has(Client client, String commit) {
        return !client.types().isEmpty() && views.history().isCommit(commit, client.node(), ackedVersions(client));
    }

    /** Whether no Envoy that is connected lacks a commit. */
    public boolean allHave(String commit) {
        return connected().stream().allMatch(client -> has(client, commit));
    }

    /** The newest commit that a client has. */
    public Optional<String> newestCommit(Client client) {
        return client.types().isEmpty()
                ? Optional.empty()
                : views.history().newestCommit(client.node(), ackedVersions(client));
    }

    private static Map<String, String> ackedVersions(Client client) {
        var versions = new HashMap<String, String>();
        client.types().forEach((typeUrl, status) -> versions.put(typeUrl, status.ackedVersion()));
        return versions;
    }
}
