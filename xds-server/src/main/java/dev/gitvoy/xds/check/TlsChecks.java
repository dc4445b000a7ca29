package dev.gitvoy.xds.check;

import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.List;
import java.util.stream.Stream;

/** What Envoy refuses of TLS beyond its rules. */
final class TlsChecks {
    private static final String PACKAGE = "envoy.extensions.transport_sockets.tls.v3.";
    private static final String UPSTREAM = PACKAGE + "UpstreamTlsContext";
    private static final String DOWNSTREAM = PACKAGE + "DownstreamTlsContext";

    static final List<Named> ALL = List.of(
            new Named(DOWNSTREAM, TlsChecks::serverCertificate),
            new Named(PACKAGE + "CommonTlsContext", TlsChecks::trust),
            new Named(PACKAGE + "TlsCertificate", TlsChecks::privateKey),
            new Named(
                    "envoy.config.listener.v3.FilterChain",
                    (chain, findings) -> socket(chain, findings, UPSTREAM, "a listener", "DownstreamTlsContext")),
            new Named(
                    "envoy.config.cluster.v3.Cluster",
                    (cluster, findings) -> socket(cluster, findings, DOWNSTREAM, "a cluster", "UpstreamTlsContext")),
            new Named(
                    "envoy.config.cluster.v3.Cluster.TransportSocketMatch",
                    (match, findings) -> socket(match, findings, DOWNSTREAM, "a cluster", "UpstreamTlsContext")));

    private TlsChecks() {}

    private static void serverCertificate(Fields context, Findings findings) {
        var common = context.message("common_tls_context");
        boolean hasCertificate = common.isPresent()
                && Stream.of(
                                "tls_certificates",
                                "tls_certificate_sds_secret_configs",
                                "tls_certificate_provider_instance",
                                "tls_certificate_certificate_provider",
                                "tls_certificate_certificate_provider_instance",
                                "custom_tls_certificate_selector")
                        .anyMatch(common.get()::isSet);
        if (!hasCertificate) {
            findings.error(
                    findings.places().of("common_tls_context"),
                    "no-certificate",
                    "DownstreamTlsContext has no certificate; add tls_certificate_sds_secret_configs to common_tls_context");
        }
    }

    private static void trust(Fields common, Findings findings) {
        common.message("validation_context")
                .filter(validation -> !validation.isSet("trusted_ca")
                        && !validation.isSet("ca_certificate_provider_instance")
                        && !validation.isSet("system_root_certs")
                        && !validation.isSet("custom_validator_config"))
                .filter(validation -> validation.isSet("match_typed_subject_alt_names")
                        || validation.isSet("match_subject_alt_names"))
                .ifPresent(
                        validation -> findings.error(
                                findings.places().of("validation_context"),
                                "untrusted-names",
                                "names of certificates are matched but no trusted_ca is given, so anybody could have issued them; add trusted_ca"));
    }

    private static void privateKey(Fields certificate, Findings findings) {
        if (certificate.isSet("certificate_chain")
                && !certificate.isSet("private_key")
                && !certificate.isSet("private_key_provider")
                && !certificate.isSet("pkcs12")) {
            findings.error(
                    findings.places().message(),
                    "no-private-key",
                    "this certificate has no private_key; add the one it belongs to");
        }
    }

    private static void socket(Fields owner, Findings findings, String wrong, String place, String right) {
        if (!findings.isWritten("transport_socket")) {
            return;
        }
        owner.message("transport_socket")
                .filter(socket -> socket.typeOf("typed_config").equals(wrong))
                .ifPresent(socket -> findings.error(
                        findings.places().at("transport_socket", "typed_config", "@type"),
                        "transport-socket",
                        "%s does not fit %s; use %s".formatted(wrong, place, PACKAGE + right)));
    }
}
