package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.xds.api.EnvoyApi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcollections.TreePMap;

class XdsCompilerTest {
    private static final String CLUSTER_A =
            "\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster\nname: a\nconnect_timeout: 1s\n";

    private static final String ROUTE_TO = """
            "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
            name: r
            virtual_hosts:
            - {name: v, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: %s}}]}
            """;

    private final CommitCompiler compiler = new CommitCompiler(List.of(new XdsCompiler(ResourceTypes.DEFAULT, api())));

    /** Whatever the messages are, the language is the same. */
    EnvoyApi api() {
        return EnvoyApi.BUILT_IN;
    }

    @Test
    void compile_threeForms_areOneLanguage() {
        var list = release(
                Map.of("xds/edge/a.yaml", "resources:\n- " + CLUSTER_A.strip().replace("\n", "\n  ")));
        var single = release(Map.of("xds/edge/a.yaml", CLUSTER_A));
        var block =
                release(Map.of("xds/edge/a.yaml", "static_resources:\n  clusters: {name: a, connect_timeout: 1s}\n"));

        assertThat(clusters(list, "edge")).isEqualTo(clusters(single, "edge")).isEqualTo(clusters(block, "edge"));
        assertThat(clusters(list, "edge")).containsOnlyKeys("a");
    }

    @Test
    void compile_version_isTheSameOnEveryMachine() {
        assertThat(clusters(release(Map.of("xds/edge/a.yaml", CLUSTER_A)), "edge"))
                .containsEntry("a", "KZ0QVquWBeXO");
    }

    @Test
    void compile_fieldsInAnotherOrder_areTheSameVersion() {
        var reordered =
                "connect_timeout: 1s\nname: a\n\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster\n";

        assertThat(clusters(release(Map.of("xds/edge/a.yaml", reordered)), "edge"))
                .isEqualTo(clusters(release(Map.of("xds/edge/a.yaml", CLUSTER_A)), "edge"));
    }

    @Test
    void compile_severalDocuments_areAllRead() {
        var release = release(Map.of("xds/all/a.yaml", CLUSTER_A + "---\n" + CLUSTER_A.replace("name: a", "name: b")));

        assertThat(clusters(release, "edge")).containsOnlyKeys("a", "b");
    }

    @Test
    void compile_incrementally_isTheSameAsWhole() {
        var first =
                release(Map.of("xds/all/a.yaml", CLUSTER_A, "xds/edge/gone.yaml", CLUSTER_A.replace(": a", ": gone")));
        var changed = Map.of("xds/edge/b.yaml", CLUSTER_A.replace("name: a", "name: b"));

        var incremental = compile(first, changed, Set.of("xds/edge/gone.yaml"));
        var whole = release(Map.of("xds/all/a.yaml", CLUSTER_A, "xds/edge/b.yaml", changed.get("xds/edge/b.yaml")));

        assertThat(clusters(((Outcome.Compiled) incremental).release(), "edge")).isEqualTo(clusters(whole, "edge"));
    }

    @Test
    void compile_problemOfAnUnchangedFile_isToldWithTheNextCommitToo() {
        var first = release(Map.of("xds/all/a.yaml", CLUSTER_A));

        var outcome =
                compile(first, Map.of("xds/all/bad.yaml", "name: b", "xds/all/worse.yaml", "resources: 5"), Set.of());

        assertThat(problems(outcome))
                .containsExactly(
                        "xds/all/bad.yaml:1:1: unknown field \"name\"; use one of: @type, resources, static_resources",
                        "xds/all/worse.yaml:1:12: expected a resource with \"@type\"; found 5");
    }

    @Test
    void compile_fileWithoutGroup_isToldWhereItBelongs() {
        assertThat(problems(Map.of("xds/a.yaml", CLUSTER_A)))
                .containsExactly(
                        "xds/a.yaml:1:1: move this file into xds/all/ for every Envoy, or xds/GROUP/ for a node"
                                + " group");
    }

    @Test
    void compile_emptyFile_isRefused() {
        assertThat(problems(Map.of("xds/all/a.yaml", "# nothing\n")))
                .containsExactly("xds/all/a.yaml:1:1: the file is empty; add a resource or delete the file");
    }

    @Test
    void compile_otherFiles_arePassedOverOrWarnedAbout() {
        var release = release(Map.of("xds/all/README.md", "words", "xds/all/cluster.json", "{}"));

        assertThat(release.warnings())
                .hasToString("[xds/all/cluster.json:1:1: this file is ignored; resources belong in files that end in"
                        + " .yaml]");
    }

    @Test
    void compile_unknownType_isRefused() {
        assertThat(problems(Map.of(
                        "xds/all/a.yaml",
                        "resources:\n- \"@type\": type.googleapis.com/envoy.config.cluster.v3.Clutser\n  name: a\n")))
                .containsExactly(
                        "xds/all/a.yaml:2:12: \"type.googleapis.com/envoy.config.cluster.v3.Clutser\" is not a resource that"
                                + " is served; did you mean \"type.googleapis.com/envoy.config.cluster.v3.Cluster\"?");
    }

    @Test
    void compile_resourceWithoutName_isRefused() {
        assertThat(problems(Map.of("xds/all/a.yaml", CLUSTER_A.replace("name: a\n", ""))))
                .containsExactly("xds/all/a.yaml:1:1: name is missing in Cluster; expected at least 1 character");
    }

    @Test
    void references_ofEveryKind_areChecked() {
        assertThat(problems(Map.of("xds/edge/all.yaml", """
                        resources:
                        - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                          name: eds
                          type: EDS
                          eds_cluster_config: {service_name: no-endpoints, eds_config: {ads: {}}}
                        - "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                          name: r
                          virtual_hosts:
                          - name: all
                            domains: ["*"]
                            routes:
                            - {match: {prefix: /1}, route: {cluster: no-cluster}}
                            - {match: {prefix: /2}, route: {weighted_clusters: {clusters: [{name: no-weighted, weight: 1}]}}}
                            - match: {prefix: /3}
                              route: {cluster: eds, request_mirror_policies: [{cluster: no-mirror}]}
                        - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                          name: l
                          filter_chains:
                          - filters:
                            - name: http
                              typed_config:
                                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                                stat_prefix: l
                                rds: {route_config_name: no-routes, config_source: {ads: {}}}
                                http_filters: {name: r, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
                          - filter_chain_match: {destination_port: 2}
                            filters:
                            - name: tcp
                              typed_config:
                                "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                                stat_prefix: t
                                cluster: no-tcp
                          access_log:
                          - name: grpc
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig
                              common_config: {log_name: l, grpc_service: {envoy_grpc: {cluster_name: no-grpc}}}
                        """)))
                .extracting(problem -> problem.replaceAll("; .*", ""))
                .containsExactly(
                        "xds/edge/all.yaml:5:23: cluster load assignment \"no-endpoints\" is not in this commit",
                        "xds/edge/all.yaml:12:46: cluster \"no-cluster\" is not in this commit",
                        "xds/edge/all.yaml:13:75: cluster \"no-weighted\" is not in this commit",
                        "xds/edge/all.yaml:15:65: cluster \"no-mirror\" is not in this commit",
                        "xds/edge/all.yaml:24:34: route configuration \"no-routes\" is not in this commit",
                        "xds/edge/all.yaml:32:18: cluster \"no-tcp\" is not in this commit",
                        "xds/edge/all.yaml:37:78: cluster \"no-grpc\" is not in this commit");
    }

    @Test
    void references_toSecretsScopesAndExtensions_areChecked() {
        assertThat(problems(Map.of("xds/edge/all.yaml", """
                        resources:
                        - "@type": type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration
                          name: scope
                          route_configuration_name: no-routes
                          key: {fragments: {string_key: a}}
                        - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                          name: l
                          listener_filters: {name: no-listener-filter, config_discovery: {type_urls: a, config_source: {ads: {}}}}
                          filter_chains:
                          - filters:
                            - name: no-filter
                              config_discovery: {type_urls: a, config_source: {ads: {}}}
                            - name: http
                              typed_config:
                                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                                stat_prefix: l
                                http_filters:
                                - {name: no-http-filter, config_discovery: {type_urls: a, config_source: {ads: {}}}}
                                - {name: elsewhere, config_discovery: {type_urls: a, config_source: {path_config_source: {path: /f}}}}
                                - name: with-default
                                  config_discovery:
                                    type_urls: a
                                    config_source: {ads: {}}
                                    default_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                                route_config: {}
                            transport_socket:
                              name: tls
                              typed_config:
                                "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                                common_tls_context:
                                  tls_certificate_sds_secret_configs:
                                  - {name: no-secret, sds_config: {ads: {}}}
                                  - {name: of-the-bootstrap}
                        """)))
                .extracting(problem -> problem.replaceAll("; .*", ""))
                .containsExactly(
                        "xds/edge/all.yaml:4:29: route configuration \"no-routes\" is not in this commit",
                        "xds/edge/all.yaml:8:28: extension configuration \"no-listener-filter\" is not in this commit",
                        "xds/edge/all.yaml:11:13: extension configuration \"no-filter\" is not in this commit",
                        "xds/edge/all.yaml:18:18: extension configuration \"no-http-filter\" is not in this commit",
                        "xds/edge/all.yaml:32:20: secret \"no-secret\" is not in this commit");
    }

    @Test
    void references_toBootstrapClusters_areAllowedBySetting() {
        var route = ROUTE_TO.formatted("local");

        assertThat(problems(Map.of("xds/edge/r.yaml", route))).hasSize(1);
        assertThat(problems(Map.of("xds/edge/r.yaml", route, "gitvoy.yaml", "xds: {bootstrap_clusters: [local]}\n")))
                .isEmpty();
        assertThat(problems(Map.of("gitvoy.yaml", "xds: {bootstrap_cluster: [local]}\n")))
                .containsExactly("gitvoy.yaml:1:7: unknown setting \"bootstrap_cluster\"; did you mean"
                        + " \"bootstrap_clusters\"?");
    }

    @Test
    void rateLimitFilter_refersToADomain() {
        var listener = """
                "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                name: l
                filter_chains:
                - filters:
                  - name: limit
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.ratelimit.v3.RateLimit
                      stat_prefix: l
                      domain: edge
                      descriptors: {entries: {key: a, value: b}}
                      rate_limit_service: {grpc_service: {google_grpc: {target_uri: a, stat_prefix: a}}}
                  - name: echo
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo}
                """;

        assertThat(problems(Map.of("xds/edge/l.yaml", listener)))
                .singleElement()
                .asString()
                .startsWith("xds/edge/l.yaml:9:15: rate limit domain \"edge\" is not in this commit");
        assertThat(problems(Map.of(
                        "xds/edge/l.yaml", listener, "gitvoy.yaml", "xds: {external_rate_limit_domains: [edge]}\n")))
                .isEmpty();
    }

    @Test
    void resourceWithAMistake_isStillThereForThoseWhoReferToIt() {
        var broken = CLUSTER_A + "lb_polcy: RANDOM\n";
        var route = ROUTE_TO.formatted("a");

        assertThat(problems(Map.of("xds/edge/a.yaml", broken, "xds/edge/r.yaml", route)))
                .singleElement()
                .asString()
                .startsWith("xds/edge/a.yaml:4:1: unknown field \"lb_polcy\"");
    }

    @Test
    void parts_thatNothingUses_areWarnedAbout() {
        var files = new TreeMap<>(Map.of(
                "xds/edge/a.yaml", CLUSTER_A,
                "xds/edge/b.yaml", CLUSTER_A.replace(": a", ": b"),
                "xds/edge/r.yaml", ROUTE_TO.formatted("b")));

        assertThat(warnings(files))
                .containsExactly(
                        "xds/edge/a.yaml:2:7: nothing in this commit uses cluster \"a\"; remove it when nothing else does",
                        "xds/edge/r.yaml:2:7: nothing in this commit uses route configuration \"r\"; remove it when nothing"
                                + " else does");

        // A request chooses among all clusters.
        files.put("xds/edge/r.yaml", ROUTE_TO.formatted("b").replace("cluster: b", "cluster_header: x-cluster"));
        assertThat(warnings(files)).singleElement().asString().contains("route configuration");

        // A filter of which no rule knows what it refers to.
        files.put("xds/edge/r.yaml", """
                "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                name: l
                filter_chains:
                - filters:
                  - name: t
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.redis_proxy.v3.RedisProxy
                      stat_prefix: r
                      settings: {op_timeout: 1s}
                      prefix_routes: {catch_all_route: {cluster: b}}
                """);
        assertThat(warnings(files)).singleElement().asString().contains("cluster \"a\"");
    }

    private List<String> warnings(Map<String, String> files) {
        return release(files).warnings().stream().map(Problem::toString).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{socket_address: {address: 0.0.0.0, port_value: 80}} | {socket_address: {address: 0.0.0.0, port_value: 80}} | 1",
                "{socket_address: {address: 0.0.0.0, port_value: 80}} | {socket_address: {address: 0.0.0.0, port_value: 81}} | 0",
                "{socket_address: {address: 0.0.0.0, port_value: 80}}"
                        + " | {socket_address: {address: 0.0.0.0, port_value: 80, protocol: UDP}} | 0",
                "{socket_address: {address: 127.0.0.1, port_value: 0}} | {socket_address: {address: 127.0.0.1, port_value: 0}} | 0",
                "{pipe: {path: /tmp/x}} | {pipe: {path: /tmp/x}} | 1",
            })
    void listeners_atOneAddress_clash(String one, String other, int clashes) {
        var listener =
                "\"@type\": type.googleapis.com/envoy.config.listener.v3.Listener\nname: %s\naddress: %s\ndefault_filter_chain: {}\n";
        var a = listener.formatted("a", one);
        var b = listener.formatted("b", other);

        assertThat(problems(Map.of("xds/edge/a.yaml", a, "xds/all/b.yaml", b))).hasSize(clashes);
        assertThat(problems(Map.of("xds/edge/a.yaml", a, "xds/edge/b.yaml", b)))
                .hasSize(clashes)
                .allSatisfy(problem -> assertThat(problem)
                        .startsWith("xds/edge/b.yaml:3:10: listener address")
                        .contains("is already taken at xds/edge/a.yaml:3:10"));
        assertThat(problems(Map.of("xds/edge/a.yaml", a, "xds/other/b.yaml", b)))
                .isEmpty();
    }

    private Release release(Map<String, String> files) {
        var outcome = compile(null, files, Set.of());
        assertThat(outcome).isInstanceOf(Outcome.Compiled.class);
        return ((Outcome.Compiled) outcome).release();
    }

    private List<String> problems(Map<String, String> files) {
        return problems(compile(null, files, Set.of()));
    }

    private static List<String> problems(Outcome outcome) {
        return errors(outcome).stream().map(Problem::toString).toList();
    }

    private static List<Problem> errors(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? rejected.problems().stream().filter(Problem::isError).toList()
                : List.of();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttl: 30s, resources: {}                                     | unknown-field | resource",
                "ttl: 30s                                                    | missing-field | resource",
                "ttl: soon, resource: {'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: a} | bad-value | ttl",
                "ttl: 0.5s, resource: {'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: a} | bad-value | 1s",
            })
    void compile_envelopes_thatAreWrong_areRefused(String content, String code, String message) {
        var outcome = compile(
                null,
                Map.of(
                        "xds/edge/a.yaml",
                        "{'@type': type.googleapis.com/envoy.service.discovery.v3.Resource, " + content + "}"),
                Set.of());

        assertThat(((Outcome.Rejected) outcome).problems()).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop   | bad-name     | edge-routes/shop",
                "/shop  | bad-name     | route configuration",
                "r/     | bad-name     | route configuration",
                "q/shop | missing-name | route configuration \"q\"",
            })
    void compile_virtualHosts_areNamedAfterTheirRoutes(String name, String code, String message) {
        var outcome = compile(
                null,
                Map.of(
                        "xds/edge/a.yaml",
                        CLUSTER_A,
                        "xds/edge/r.yaml",
                        ROUTE_TO.formatted("a"),
                        "xds/edge/v.yaml",
                        "{'@type': type.googleapis.com/envoy.config.route.v3.VirtualHost, name: " + name
                                + ", domains: [shop.example]}"),
                Set.of());

        assertThat(errors(outcome)).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void compile_aFolderWithoutAGroup_isRefused_whereGroupsAreDefined() {
        var outcome = compile(
                null,
                Map.of("gitvoy.yaml", "groups: [{name: edge, match: {id: e-*}}]\n", "xds/egde/a.yaml", CLUSTER_A),
                Set.of());

        assertThat(errors(outcome)).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("no-such-group");
            assertThat(problem.at().file()).isEqualTo("xds/egde/a.yaml");
            assertThat(problem.message()).contains("edge");
        });
    }

    private Outcome compile(@Nullable Release base, Map<String, String> files, Set<String> removed) {
        var changed = new TreeMap<>(files)
                .entrySet().stream()
                        .map(file -> new SourceFile(
                                file.getKey(), file.getValue(), file.getValue().getBytes(StandardCharsets.UTF_8)))
                        .toList();
        return compiler.compile(
                base, new Commit("c1", "", "", Instant.EPOCH), new Changes(changed, removed, List.of()));
    }

    private static Map<String, String> clusters(Release release, String group) {
        var versions = new TreeMap<String, String>();
        var artifact = release.artifact(XdsArtifact.KEY);
        for (var scope : List.of(Name.EVERYONE, group)) {
            artifact.ofScope(scope)
                    .getOrDefault(ResourceTypes.CLUSTER, TreePMap.empty())
                    .forEach((name, resource) -> versions.put(name, resource.version()));
        }
        return versions;
    }
}
