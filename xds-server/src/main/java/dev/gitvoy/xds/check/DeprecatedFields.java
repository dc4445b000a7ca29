package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reports fields and enum values that the API deprecates, and those that Envoy refuses already. */
final class DeprecatedFields implements MessageVisitor {
    static final String DEPRECATED = "deprecated-field";
    static final String DISALLOWED = "disallowed-field";

    private static final String HTTP_OPTIONS =
            "use typed_extension_protocol_options with envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final String DNS_CLUSTER = "use cluster_type with envoy.extensions.clusters.dns.v3.DnsCluster";
    private static final String CORS = "use the filter envoy.filters.http.cors and typed_per_filter_config";
    private static final String LOG_FORMAT = "use log_format";

    /** What to write instead; the API says so in comments alone, which descriptors do not have. */
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("envoy.config.cluster.v3.Cluster.upstream_http_protocol_options", HTTP_OPTIONS),
            Map.entry("envoy.config.cluster.v3.Cluster.common_http_protocol_options", HTTP_OPTIONS),
            Map.entry("envoy.config.cluster.v3.Cluster.http_protocol_options", HTTP_OPTIONS),
            Map.entry("envoy.config.cluster.v3.Cluster.http2_protocol_options", HTTP_OPTIONS),
            Map.entry("envoy.config.cluster.v3.Cluster.protocol_selection", HTTP_OPTIONS),
            Map.entry("envoy.config.cluster.v3.Cluster.max_requests_per_connection", HTTP_OPTIONS),
            Map.entry("envoy.config.cluster.v3.Cluster.dns_refresh_rate", DNS_CLUSTER),
            Map.entry("envoy.config.cluster.v3.Cluster.dns_jitter", DNS_CLUSTER),
            Map.entry("envoy.config.cluster.v3.Cluster.dns_failure_refresh_rate", DNS_CLUSTER),
            Map.entry("envoy.config.cluster.v3.Cluster.respect_dns_ttl", DNS_CLUSTER),
            Map.entry("envoy.config.cluster.v3.Cluster.dns_resolvers", "use typed_dns_resolver_config"),
            Map.entry("envoy.config.cluster.v3.Cluster.use_tcp_for_dns_lookups", "use typed_dns_resolver_config"),
            Map.entry("envoy.config.cluster.v3.Cluster.dns_resolution_config", "use typed_dns_resolver_config"),
            Map.entry("envoy.config.cluster.v3.Cluster.track_timeout_budgets", "use track_cluster_stats"),
            Map.entry("envoy.config.core.v3.ConfigSource.path", "use path_config_source"),
            Map.entry("envoy.config.core.v3.HeaderValueOption.append", "use append_action"),
            Map.entry("envoy.config.core.v3.HealthCheck.event_log_path", "use event_logger"),
            Map.entry("envoy.config.core.v3.SubstitutionFormatString.text_format", "use text_format_source"),
            Map.entry(
                    "envoy.config.listener.v3.FilterChain.use_proxy_proto",
                    "the listener filter envoy.filters.listener.proxy_protocol"),
            Map.entry("envoy.config.listener.v3.Listener.reuse_port", "use enable_reuse_port"),
            Map.entry("envoy.config.rbac.v3.Principal.source_ip", "use direct_remote_ip or remote_ip"),
            Map.entry("envoy.config.rbac.v3.Principal.metadata", "use sourced_metadata"),
            Map.entry("envoy.config.rbac.v3.Permission.metadata", "use sourced_metadata"),
            Map.entry("envoy.config.route.v3.HeaderMatcher.exact_match", "use string_match: {exact: ..}"),
            Map.entry("envoy.config.route.v3.HeaderMatcher.safe_regex_match", "use string_match: {safe_regex: ..}"),
            Map.entry("envoy.config.route.v3.HeaderMatcher.prefix_match", "use string_match: {prefix: ..}"),
            Map.entry("envoy.config.route.v3.HeaderMatcher.suffix_match", "use string_match: {suffix: ..}"),
            Map.entry("envoy.config.route.v3.HeaderMatcher.contains_match", "use string_match: {contains: ..}"),
            Map.entry("envoy.config.route.v3.RateLimit.Action.dynamic_metadata", "use metadata"),
            Map.entry("envoy.config.route.v3.Route.per_request_buffer_limit_bytes", "use request_body_buffer_limit"),
            Map.entry(
                    "envoy.config.route.v3.VirtualHost.per_request_buffer_limit_bytes",
                    "use request_body_buffer_limit"),
            Map.entry(
                    "envoy.config.route.v3.RouteAction.include_vh_rate_limits",
                    "vh_rate_limits of the rate limit filter's RateLimitPerRoute"),
            Map.entry("envoy.config.route.v3.RouteAction.cors", CORS),
            Map.entry("envoy.config.route.v3.VirtualHost.cors", CORS),
            Map.entry(
                    "envoy.config.route.v3.RouteAction.max_grpc_timeout",
                    "max_stream_duration: {grpc_timeout_header_max: ..}"),
            Map.entry(
                    "envoy.config.route.v3.RouteAction.grpc_timeout_offset",
                    "max_stream_duration: {grpc_timeout_header_offset: ..}"),
            Map.entry("envoy.config.route.v3.RouteAction.internal_redirect_action", "use internal_redirect_policy"),
            Map.entry("envoy.config.route.v3.RouteAction.max_internal_redirects", "use internal_redirect_policy"),
            Map.entry("envoy.extensions.access_loggers.file.v3.FileAccessLog.format", LOG_FORMAT),
            Map.entry("envoy.extensions.access_loggers.file.v3.FileAccessLog.json_format", LOG_FORMAT),
            Map.entry("envoy.extensions.access_loggers.file.v3.FileAccessLog.typed_json_format", LOG_FORMAT),
            Map.entry(
                    "envoy.extensions.filters.http.ext_authz.v3.AuthorizationRequest.allowed_headers",
                    "allowed_headers of ExtAuthz"),
            Map.entry("envoy.extensions.filters.http.lua.v3.Lua.inline_code", "use default_source_code"),
            Map.entry(
                    "envoy.extensions.filters.http.router.v3.Router.start_child_span",
                    "spawn_upstream_span of the connection manager's tracing"),
            Map.entry(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.access_log_flush_interval",
                    "access_log_options"),
            Map.entry(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.flush_access_log_on_new_request",
                    "access_log_options"),
            Map.entry(
                    "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.access_log_flush_interval",
                    "access_log_options"),
            Map.entry(
                    "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.flush_access_log_on_connected",
                    "access_log_options"),
            Map.entry(
                    "envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.match_subject_alt_names",
                    "match_typed_subject_alt_names"),
            Map.entry("envoy.config.route.v3.WeightedCluster.total_weight", "remove it: the weights are added up"),
            Map.entry("envoy.extensions.wasm.v3.PluginConfig.fail_open", "use failure_policy"),
            Map.entry("envoy.type.matcher.v3.RegexMatcher.google_re2", "remove it: RE2 is what there is"));

    // Bounded by the API.
    private static final Map<Descriptor, Map<String, Candidate>> KNOWN = new ConcurrentHashMap<>();

    private final Consumer<Problem> problems;

    DeprecatedFields(Consumer<Problem> problems) {
        this.problems = problems;
    }

    /** A field that is deprecated, or whose enum has deprecated values. */
    private record Candidate(FieldDescriptor field, boolean isWhole) {}

    @Override
    public void visit(Message message, FieldPlaces places) {
        var type = message.getDescriptorForType();
        var deprecated = KNOWN.get(type);
        if (deprecated == null) {
            deprecated = KNOWN.computeIfAbsent(type, DeprecatedFields::find);
        }
        if (deprecated.isEmpty()) {
            return;
        }
        for (var name : places.written()) {
            var candidate = deprecated.get(name);
            if (candidate != null && candidate.isWhole()) {
                reportField(candidate.field(), places);
            } else if (candidate != null) {
                reportValues(message, candidate.field(), places);
            }
        }
    }

    private static Map<String, Candidate> find(Descriptor type) {
        return type.getFields().stream()
                .flatMap(field -> {
                    if (field.getOptions().getDeprecated()) {
                        return Stream.of(new Candidate(field, true));
                    }
                    boolean hasOldValues = field.getJavaType() == FieldDescriptor.JavaType.ENUM
                            && field.getEnumType().getValues().stream()
                                    .anyMatch(value -> value.getOptions().getDeprecated());
                    return hasOldValues ? Stream.of(new Candidate(field, false)) : Stream.<Candidate>empty();
                })
                .collect(Collectors.toUnmodifiableMap(
                        candidate -> candidate.field().getName(), candidate -> candidate));
    }

    private void reportField(FieldDescriptor field, FieldPlaces places) {
        var instead = INSTEAD.get(field.getFullName());
        report(
                places,
                field,
                -1,
                field.getName() + " of " + Values.name(field.getContainingType()),
                Annotations.of(field).isTrue(Annotations.DISALLOWED),
                instead == null ? "see what Envoy's documentation has instead" : instead);
    }

    private void reportValues(Message message, FieldDescriptor field, FieldPlaces places) {
        int count = field.isRepeated() ? message.getRepeatedFieldCount(field) : 1;
        IntStream.range(0, count).forEach(i -> {
            var value = (EnumValueDescriptor)
                    (field.isRepeated() ? message.getRepeatedField(field, i) : message.getField(field));
            if (value.getOptions().getDeprecated()) {
                report(
                        places,
                        field,
                        field.isRepeated() ? i : -1,
                        field.getName() + ": " + value.getName(),
                        Annotations.of(value).isTrue(Annotations.DISALLOWED_VALUE),
                        value.getName().equals("V2") ? "use V3" : "use another value");
            }
        });
    }

    private void report(
            FieldPlaces places, FieldDescriptor field, int item, String what, boolean isRefused, String remedy) {
        var at = item < 0 ? places.of(field.getName()) : places.of(field.getName(), item);
        problems.accept(
                isRefused
                        ? Problem.error(at, DISALLOWED, what + " is deprecated, and Envoy refuses it; " + remedy)
                        : Problem.warning(at, DEPRECATED, what + " is deprecated; " + remedy));
    }
}
