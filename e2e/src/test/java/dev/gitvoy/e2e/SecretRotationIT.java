package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server certificate from Git (SDS): a commit replaces it, and the listener stays. */
@ParameterizedClass(name = "{0}")
@EnumSource(Transport.class)
class SecretRotationIT {
    @RegisterExtension
    final Testbed bed;

    SecretRotationIT(Transport transport) {
        bed = new Testbed(transport);
    }

    @Test
    void aNewCertificate_isPresented_withoutANewListener() throws Exception {
        var first = bed.forge()
                .commit("a listener with TLS", Samples.tlsListener(), certificate(TestCertificate.of("first")));
        bed.gitvoy().awaitAcked(first);
        Waiting.soon("the listener listens")
                .until(() -> bed.envoy().stat("listener_manager.total_listeners_active") == 2);
        assertThat(subject()).isEqualTo("CN=first");
        long modified = bed.envoy().stat("listener_manager.listener_modified");

        var second = bed.forge().commit("another certificate", certificate(TestCertificate.of("second")));

        bed.gitvoy().awaitAcked(second);
        Waiting.soon("the new certificate is presented").until(() -> subject().equals("CN=second"));
        assertThat(bed.envoy().stat("listener_manager.listener_modified")).isEqualTo(modified);
        assertThat(bed.envoy().xds().rejected()).isZero();
    }

    /** Whom Envoy says to be. */
    private String subject() throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        try (var socket = (SSLSocket) context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), bed.envoy().listenerPort(Samples.TLS_LISTENER))) {
            socket.setSoTimeout(5_000);
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    /** Only the test's own Envoy is asked, and only for its name. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static Change certificate(TestCertificate certificate) {
        return write("xds/edge/certificate.yaml", """
                "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
                name: server
                tls_certificate:
                  certificate_chain:
                    inline_string: |
                %s
                  private_key:
                    inline_string: |
                %s
                """.formatted(
                        certificate.chain().indent(6).stripTrailing(),
                        certificate.key().indent(6).stripTrailing()));
    }
}
