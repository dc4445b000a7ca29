package dev.gitvoy.envoycheck;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.ExtensionConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheConfig;
import io.envoyproxy.envoy.extensions.filters.http.basic_auth.v3.BasicAuth;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsKeyLog;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import udpa.annotations.Sensitive;

/**
 * Takes out of one resource what must not or cannot be on this machine: private keys and other secrets, files, names that
 * Envoy would look up, and what comes from other servers. What takes their place is harmless and, where Envoy looks at it,
 * valid.
 */
final class Preparation {
    /** A comment in Lua, and text everywhere else. */
    private static final DataSource PLACEHOLDER =
            DataSource.newBuilder().setInlineString("-- gitvoy").build();
    /** From the documentation of Envoy's basic_auth filter: what SHA-1 makes of a password that nobody has. */
    private static final DataSource USERS = DataSource.newBuilder()
            .setInlineString("gitvoy:{SHA}tESsBmE/yNY3lb6a0L6vVQEZNqw=\n")
            .build();
    /** TEST-NET-1 (RFC 5737): an address that is nobody's. */
    private static final String NOBODY = "192.0.2.1";

    private static final Pattern ADDRESS = Pattern.compile("\\d+(\\.\\d+){3}|.*:.*");

    /** How SOPS begins a value that it has encrypted. */
    private static final String SEALED = "ENC[AES256_GCM,";

    private static final String NOWHERE = "/dev/null";

    private final Set<String> mistakes = new TreeSet<>();
    private final Set<String> unchecked = new TreeSet<>();
    private final ClusterNames clusters = new ClusterNames();
    private boolean standsInForFile;

    private final Rewriter rewriter = new Rewriter()
            .seenBy(clusters::addFrom)
            .changingValues(Preparation::withoutSecret)
            .changing(Cluster.class, this::cluster)
            .changing(LocalityLbEndpoints.class, this::locality)
            .changing(RouteConfiguration.class, this::routes)
            .changing(HttpConnectionManager.class, this::connectionManager)
            .changing(ExtensionConfigSource.class, this::extension)
            .changing(DnsCacheConfig.class, Preparation::withoutLookups)
            .changing(FileAccessLog.class, Preparation::withoutFile)
            .replacing(SdsSecretConfig.class, this::secret)
            .replacing(TlsCertificate.class, this::certificate)
            .changing(CertificateValidationContext.class, this::validation)
            .replacing(TlsSessionTicketKeys.class, this::ticketKeys)
            .replacing(TlsKeyLog.class, log -> log.toBuilder().setPath(NOWHERE).build())
            .replacing(BasicAuth.class, Preparation::basicAuth)
            .replacing(
                    GrpcService.GoogleGrpc.SslCredentials.class,
                    credentials -> GrpcService.GoogleGrpc.SslCredentials.getDefaultInstance())
            .changing(GrpcService.GoogleGrpc.class, Preparation::withoutCallCredentials)
            .replacing(DataSource.class, this::file);

    Message of(Message message) {
        return rewriter.rewrite(message);
    }

    /** What is wrong with certificates and keys, which Envoy does not see. */
    Set<String> mistakes() {
        return mistakes;
    }

    /** What Envoy is not asked about. */
    Set<String> unchecked() {
        return unchecked;
    }

    Set<String> clusters() {
        return clusters.names();
    }

    boolean standsInForFile() {
        return standsInForFile;
    }

    private static Object withoutSecret(FieldDescriptor field, Object value) {
        if (!field.getOptions().getExtension(Sensitive.sensitive)) {
            return value;
        }
        return switch (field.getJavaType()) {
            case STRING -> "gitvoy";
            case BYTE_STRING -> ByteString.copyFromUtf8("gitvoy");
            // Those whose content Envoy looks at have rules of their own, which come first.
            case MESSAGE -> value instanceof DataSource ? PLACEHOLDER : value;
            default -> value;
        };
    }

    static boolean isFromHere(ConfigSource source) {
        return source.hasAds() || source.hasSelf();
    }

    /** Not so when no source is named at all: that is for Envoy to refuse. */
    @SuppressWarnings("deprecation") // The old form of a path still works in Envoy.
    private static boolean isFromElsewhere(ConfigSource source) {
        return source.hasPathConfigSource() || source.hasPath() || source.hasApiConfigSource();
    }

    private void fromElsewhere(String what) {
        unchecked.add(what + ", which comes from another source");
    }

    private Cluster cluster(Cluster cluster) {
        if (cluster.getType() == Cluster.DiscoveryType.EDS
                && !cluster.hasClusterType()
                && isFromElsewhere(cluster.getEdsClusterConfig().getEdsConfig())) {
            fromElsewhere("its endpoints");
            return EdsCluster.with(cluster, ClusterLoadAssignment.getDefaultInstance());
        }
        boolean looksUp = cluster.hasClusterType()
                || cluster.getType() == Cluster.DiscoveryType.STRICT_DNS
                || cluster.getType() == Cluster.DiscoveryType.LOGICAL_DNS;
        return looksUp && cluster.hasLoadAssignment()
                ? cluster.toBuilder()
                        .setLoadAssignment((ClusterLoadAssignment) WITHOUT_NAMES.rewrite(cluster.getLoadAssignment()))
                        .build()
                : cluster;
    }

    private static final Rewriter WITHOUT_NAMES = new Rewriter().replacing(SocketAddress.class, Preparation::nobody);

    private static SocketAddress nobody(SocketAddress address) {
        return address.getAddress().isEmpty()
                        || ADDRESS.matcher(address.getAddress()).matches()
                ? address
                : address.toBuilder().setAddress(NOBODY).build();
    }

    private static DnsCacheConfig withoutLookups(DnsCacheConfig cache) {
        return (DnsCacheConfig) WITHOUT_NAMES.rewrite(cache);
    }

    private LocalityLbEndpoints locality(LocalityLbEndpoints locality) {
        if (!locality.hasLedsClusterLocalityConfig()) {
            return locality;
        }
        fromElsewhere("endpoints by LEDS");
        return locality.toBuilder().clearLedsClusterLocalityConfig().build();
    }

    private RouteConfiguration routes(RouteConfiguration routes) {
        if (isFromElsewhere(routes.getVhds().getConfigSource())) {
            fromElsewhere("virtual hosts on demand");
            return routes.toBuilder().clearVhds().build();
        }
        return routes;
    }

    private HttpConnectionManager connectionManager(HttpConnectionManager manager) {
        var next = manager.toBuilder();
        if (isFromElsewhere(manager.getRds().getConfigSource())) {
            fromElsewhere("the route configuration \"" + manager.getRds().getRouteConfigName() + "\"");
            next.setRouteConfig(StandIns.routes(manager.getRds().getRouteConfigName()));
        }
        if (isFromElsewhere(manager.getScopedRoutes().getScopedRds().getScopedRdsConfigSource())) {
            fromElsewhere("scoped routes");
            next.getScopedRoutesBuilder().setScopedRouteConfigurationsList(StandIns.scopes(List.of()));
        }
        return next.build();
    }

    private ExtensionConfigSource extension(ExtensionConfigSource source) {
        if (!isFromElsewhere(source.getConfigSource())) {
            return source;
        }
        fromElsewhere("a filter's configuration");
        // The name of a filter is what it is found by, so from here nothing is found for this one.
        return source.toBuilder().setConfigSource(StandIns.ELSEWHERE).build();
    }

    private static FileAccessLog withoutFile(FileAccessLog log) {
        return log.getPath().isEmpty() ? log : log.toBuilder().setPath(NOWHERE).build();
    }

    private SdsSecretConfig secret(SdsSecretConfig secret) {
        if (isFromHere(secret.getSdsConfig())) {
            return secret.toBuilder().clearSdsConfig().build();
        }
        if (!secret.getName().isEmpty()) {
            fromElsewhere("the secret \"" + secret.getName() + "\"");
        }
        return secret.getName().isEmpty()
                ? secret
                : SdsSecretConfig.newBuilder()
                        .setName(StandIns.SECRET_FROM_ELSEWHERE)
                        .build();
    }

    private TlsCertificate certificate(TlsCertificate certificate) {
        if (Stream.of(certificate.getCertificateChain(), certificate.getPrivateKey(), certificate.getPkcs12())
                .noneMatch(Preparation::isSealed)) {
            TlsPair.of(certificate).problem().ifPresent(mistakes::add);
        }
        fileOf(certificate.getCertificateChain(), "the certificate chain");
        fileOf(certificate.getPrivateKey(), "the private key");
        fileOf(certificate.getPkcs12(), "the PKCS #12 bundle");
        if (certificate.hasPrivateKeyProvider()) {
            unchecked.add("the private key provider");
        }
        if (certificate.hasOcspStaple()) {
            unchecked.add("the OCSP staple");
        }
        // Public parts have to match the private ones, so all of it goes.
        var next = TlsCertificate.newBuilder();
        boolean isBundle = certificate.hasPkcs12();
        if (certificate.hasCertificateChain() || isBundle) {
            next.setCertificateChain(ThrowAwayPair.certificate());
        }
        if (certificate.hasPrivateKey() || certificate.hasPrivateKeyProvider() || isBundle) {
            next.setPrivateKey(ThrowAwayPair.privateKey());
        }
        return next.setUnknownFields(certificate.getUnknownFields()).build();
    }

    private void fileOf(DataSource source, String what) {
        if (isOutside(source)) {
            unchecked.add(what + ": " + place(source));
        }
    }

    private static String place(DataSource source) {
        if (isSealed(source)) {
            return "it is encrypted";
        }
        return source.hasFilename()
                ? "the file " + source.getFilename() + " is only where Envoy runs"
                : "the variable " + source.getEnvironmentVariable() + " is only where Envoy runs";
    }

    private CertificateValidationContext validation(CertificateValidationContext context) {
        var next = context.toBuilder().clearWatchedDirectory();
        if (isOutside(context.getTrustedCa())) {
            fileOf(context.getTrustedCa(), "the trusted CA");
            next.setTrustedCa(ThrowAwayPair.certificate());
        }
        if (isOutside(context.getCrl())) {
            fileOf(context.getCrl(), "the revocation list");
            next.clearCrl();
        }
        return next.build();
    }

    private static boolean isOutside(DataSource source) {
        return source.hasFilename() || source.hasEnvironmentVariable() || isSealed(source);
    }

    /** A value of an encrypted file, which nobody has decrypted. */
    private static boolean isSealed(DataSource source) {
        return source.getInlineString().startsWith(SEALED);
    }

    /** Zeros, as long as the keys are: Envoy looks at the length. */
    private TlsSessionTicketKeys ticketKeys(TlsSessionTicketKeys keys) {
        var next = keys.toBuilder().clearKeys();
        for (var key : keys.getKeysList()) {
            fileOf(key, "a session ticket key");
            int length = isOutside(key)
                    ? ThrowAwayPair.TICKET_KEY_BYTES
                    : Inline.bytes(key).size();
            next.addKeys(DataSource.newBuilder().setInlineBytes(ByteString.copyFrom(new byte[length])));
        }
        return next.build();
    }

    private static BasicAuth basicAuth(BasicAuth filter) {
        return filter.hasUsers() ? filter.toBuilder().setUsers(USERS).build() : filter;
    }

    private static GrpcService.GoogleGrpc withoutCallCredentials(GrpcService.GoogleGrpc service) {
        return service.toBuilder().clearCallCredentials().build();
    }

    private DataSource file(DataSource source) {
        if (isOutside(source)) {
            standsInForFile = true;
            unchecked.add(place(source));
            return PLACEHOLDER;
        }
        return source.hasWatchedDirectory()
                ? source.toBuilder().clearWatchedDirectory().build()
                : source;
    }
}
