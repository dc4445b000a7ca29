package dev.gitvoy.envoycheck;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.ExtensionConfigSource;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.direct_response.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ScopedRouteConfigurationsList;
import io.envoyproxy.envoy.extensions.filters.network.sni_cluster.v3.SniCluster;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import java.util.List;
import java.util.Set;

/** What takes a resource's place when it is not there, so that those who refer to it can be judged. Envoy accepts each. */
final class StandIns {
    /** Marks what comes from another server. */
    static final ConfigSource ELSEWHERE = ConfigSource.newBuilder()
            .setPathConfigSource(PathConfigSource.newBuilder().setPath("/dev/null"))
            .build();

    static final String SECRET_FROM_ELSEWHERE = "gitvoy: a secret from another source";

    private static final Set<String> TERMINAL_NETWORK_FILTERS = Set.of(
            "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "envoy.extensions.filters.network.redis_proxy.v3.RedisProxy",
            "envoy.extensions.filters.network.thrift_proxy.v3.ThriftProxy",
            "envoy.extensions.filters.network.direct_response.v3.Config",
            "envoy.extensions.filters.network.echo.v3.Echo");

    private StandIns() {}

    static Cluster cluster(String name) {
        return Cluster.newBuilder()
                .setName(name)
                .setType(Cluster.DiscoveryType.STATIC)
                .build();
    }

    static RouteConfiguration routes(String name) {
        return RouteConfiguration.newBuilder().setName(name).build();
    }

    /** Envoy does not take an empty list of scopes, so it gets one that no request has. */
    static ScopedRouteConfigurationsList scopes(List<ScopedRouteConfiguration> scopes) {
        var list = ScopedRouteConfigurationsList.newBuilder().addAllScopedRouteConfigurations(scopes);
        if (scopes.isEmpty()) {
            list.addScopedRouteConfigurationsBuilder()
                    .setName("gitvoy: no scope")
                    .setRouteConfiguration(routes("gitvoy: no routes"))
                    .getKeyBuilder()
                    .addFragmentsBuilder()
                    .setStringKey("gitvoy");
        }
        return list.build();
    }

    /** A filter that does nothing and, if the discovered one may end its chain, ends it. */
    static Any httpFilter(ExtensionConfigSource source) {
        if (mayBe(source, "envoy.extensions.filters.http.router.v3.Router")) {
            return pack(Router.getDefaultInstance());
        }
        return mayBe(source, "envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec")
                ? pack(UpstreamCodec.getDefaultInstance())
                : pack(HeaderMutation.getDefaultInstance());
    }

    static Any networkFilter(ExtensionConfigSource source) {
        return TERMINAL_NETWORK_FILTERS.stream().anyMatch(type -> mayBe(source, type))
                ? pack(Config.getDefaultInstance())
                : pack(SniCluster.getDefaultInstance());
    }

    static Any listenerFilter() {
        return pack(TlsInspector.getDefaultInstance());
    }

    private static boolean mayBe(ExtensionConfigSource source, String type) {
        return source.getTypeUrlsList().stream().anyMatch(url -> url.endsWith("/" + type));
    }

    static Any pack(Message message) {
        return Any.pack(message);
    }

    /** One of the same kind. */
    static Secret secret(Secret secret) {
        var same = Secret.newBuilder().setName(secret.getName());
        return switch (secret.getTypeCase()) {
            case TLS_CERTIFICATE -> same.setTlsCertificate(tlsCertificate()).build();
            case VALIDATION_CONTEXT -> same.setValidationContext(validation()).build();
            case SESSION_TICKET_KEYS -> same.setSessionTicketKeys(ticketKeys()).build();
            case GENERIC_SECRET, TYPE_NOT_SET ->
                same.setGenericSecret(genericSecret()).build();
        };
    }

    /** Envoy keeps the secrets of each kind apart, so there may be one of each by the same name. */
    static List<Secret> secretsFromElsewhere() {
        var secret = Secret.newBuilder().setName(SECRET_FROM_ELSEWHERE).build();
        return List.of(
                secret.toBuilder().setTlsCertificate(tlsCertificate()).build(),
                secret.toBuilder().setValidationContext(validation()).build(),
                secret.toBuilder().setSessionTicketKeys(ticketKeys()).build(),
                secret.toBuilder().setGenericSecret(genericSecret()).build());
    }

    private static TlsCertificate tlsCertificate() {
        return TlsCertificate.newBuilder()
                .setCertificateChain(ThrowAwayPair.certificate())
                .setPrivateKey(ThrowAwayPair.privateKey())
                .build();
    }

    private static CertificateValidationContext validation() {
        return CertificateValidationContext.newBuilder()
                .setTrustedCa(ThrowAwayPair.certificate())
                .build();
    }

    private static TlsSessionTicketKeys ticketKeys() {
        return TlsSessionTicketKeys.newBuilder()
                .addKeys(DataSource.newBuilder()
                        .setInlineBytes(ByteString.copyFrom(new byte[ThrowAwayPair.TICKET_KEY_BYTES])))
                .build();
    }

    private static GenericSecret genericSecret() {
        return GenericSecret.newBuilder()
                .setSecret(DataSource.newBuilder().setInlineString("gitvoy"))
                .build();
    }
}
