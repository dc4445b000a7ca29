package dev.gitvoy.xds.check;

import com.google.protobuf.ByteString;
import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Envoy refuses of listeners beyond its rules. */
final class ListenerChecks {
    private static final String NETWORK = "envoy.extensions.filters.network.";

    /** Network filters that end a chain: they answer or forward themselves. */
    private static final Set<String> TERMINAL = Set.of(
            NETWORK + "direct_response.v3.Config",
            NETWORK + "dubbo_proxy.v3.DubboProxy",
            NETWORK + "echo.v3.Echo",
            NETWORK + "generic_proxy.v3.GenericProxy",
            NETWORK + "http_connection_manager.v3.HttpConnectionManager",
            NETWORK + "redis_proxy.v3.RedisProxy",
            NETWORK + "tcp_proxy.v3.TcpProxy",
            NETWORK + "thrift_proxy.v3.ThriftProxy");

    /** Network filters that hand on to the next one. Those in neither set are not judged. */
    private static final Set<String> HANDING_ON = Set.of(
            NETWORK + "connection_limit.v3.ConnectionLimit",
            NETWORK + "ext_authz.v3.ExtAuthz",
            NETWORK + "local_ratelimit.v3.LocalRateLimit",
            NETWORK + "mongo_proxy.v3.MongoProxy",
            NETWORK + "ratelimit.v3.RateLimit",
            NETWORK + "rbac.v3.RBAC",
            NETWORK + "set_filter_state.v3.Config",
            NETWORK + "sni_cluster.v3.SniCluster",
            NETWORK + "zookeeper_proxy.v3.ZooKeeperProxy");

    static final List<Named> ALL = List.of(
            new Named("envoy.config.listener.v3.Listener", ListenerChecks::listener),
            new Named("envoy.config.listener.v3.FilterChain", ListenerChecks::order),
            new Named("envoy.config.listener.v3.FilterChainMatch", ListenerChecks::serverNames),
            new Named("envoy.config.listener.v3.Filter", ListenerChecks::configuration),
            new Named("envoy.config.listener.v3.ListenerFilter", ListenerChecks::configuration),
            new Named(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter",
                    ListenerChecks::configuration));

    private ListenerChecks() {}

    private static void listener(Fields listener, Findings findings) {
        var chains = listener.messages("filter_chains");
        boolean isUdp = listener.isSet("udp_listener_config")
                || listener.message("address")
                        .flatMap(address -> address.message("socket_address"))
                        .filter(socket -> socket.constant("protocol").equals("UDP"))
                        .isPresent();
        if (chains.isEmpty() && !listener.isSet("default_filter_chain") && !listener.isSet("api_listener") && !isUdp) {
            findings.error(
                    findings.places().of("filter_chains"),
                    "no-filter-chain",
                    "a listener needs filter_chains; add one");
        }
        if (!listener.isSet("filter_chain_matcher")) {
            distinct(chains, findings);
        }
    }

    /** No two chains may match the same connections; each of the server names counts by itself. */
    private static void distinct(List<Fields> chains, Findings findings) {
        Map<Object, Integer> seen = new HashMap<>();
        for (int i = 0; i < chains.size(); i++) {
            var matches = chains.get(i).message("filter_chain_match");
            var names = new HashSet<Object>(
                    matches.map(match -> match.list("server_names")).orElse(List.of()));
            if (names.isEmpty()) {
                names.add("");
            }
            var others = matches.map(match -> {
                var builder = match.message().toBuilder();
                return (Object)
                        builder.clearField(builder.getDescriptorForType().findFieldByName("server_names"))
                                .build()
                                .toByteString();
            });
            for (var name : names) {
                var earlier = seen.putIfAbsent(List.of(name, others.orElse(ByteString.EMPTY)), i);
                if (earlier != null) {
                    findings.error(
                            findings.places().of("filter_chains", i),
                            "duplicate-filter-chain",
                            "this filter chain matches the same connections as the one at "
                                    + findings.places().of("filter_chains", earlier)
                                    + (name.equals("") ? "" : " (server name " + Values.show(name) + ")")
                                    + "; change filter_chain_match of one");
                    break;
                }
            }
        }
    }

    private static void order(Fields chain, Findings findings) {
        var filters = chain.messages("filters");
        for (int i = 0; i < filters.size(); i++) {
            var type = filters.get(i).typeOf("typed_config");
            boolean isLast = i == filters.size() - 1;
            if (!isLast && TERMINAL.contains(type)) {
                findings.error(
                        findings.places().of("filters", i),
                        "network-filters",
                        simple(type) + " ends the chain, so it has to be the last of the filters");
            } else if (isLast && HANDING_ON.contains(type)) {
                findings.error(
                        findings.places().of("filters", i),
                        "network-filters",
                        simple(type) + " hands on to a next filter, but is the last; add, for example, a TcpProxy");
            }
        }
    }

    private static void serverNames(Fields match, Findings findings) {
        var names = match.list("server_names");
        for (int i = 0; i < names.size(); i++) {
            var name = (String) names.get(i);
            if (name.contains("*") && !name.startsWith("*.")) {
                findings.error(
                        findings.places().of("server_names", i),
                        "server-name",
                        "server_names: found " + Values.show(name)
                                + "; only a whole first label can be a wildcard, for example \"*.example.com\"");
            }
        }
    }

    /** Of a filter of any kind: Envoy finds filters by the type of their configuration, not by their name. */
    private static void configuration(Fields filter, Findings findings) {
        if (!filter.isSet("typed_config") && !filter.isSet("config_discovery")) {
            findings.error(
                    findings.places().message(),
                    "no-filter-config",
                    "filter %s has no typed_config; a filter is found by the \"@type\" of its configuration, even an empty one"
                            .formatted(Values.show(filter.text("name"))));
        }
    }

    static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
