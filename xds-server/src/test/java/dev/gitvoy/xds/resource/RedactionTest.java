package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.gitvoy.gitsync.problem.Location;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import org.junit.jupiter.api.Test;

class RedactionTest {
    private static final Location PLACE = new Location("xds/edge/a.yaml", 1, 1);

    @Test
    void of_inlinePrivateKey_hidesItAlone_howeverDeep() throws Exception {
        var resource = Resource.of(ResourceTypes.CLUSTER, cluster(), PLACE);

        var shown = Redaction.of(resource).orElseThrow().unpack(Cluster.class);

        assertThat(resource.any().toString()).contains("made-up key");
        assertThat(shown.toString()).doesNotContain("made-up key");
        var certificate = shown.getTransportSocket()
                .getTypedConfig()
                .unpack(UpstreamTlsContext.class)
                .getCommonTlsContext()
                .getTlsCertificates(0);
        assertThat(certificate.getPrivateKey().getInlineString()).isEqualTo("[redacted]");
        assertThat(certificate.getPassword().getInlineBytes()).isEqualTo(ByteString.copyFromUtf8("[redacted]"));
        assertThat(certificate.getCertificateChain().getInlineString()).isEqualTo("made-up chain");
        assertThat(shown.getName()).isEqualTo("c");
    }

    @Test
    void of_typeThatCannotBeRead_hidesAllOfIt() throws Exception {
        var unknown = Any.newBuilder()
                .setTypeUrl("type.googleapis.com/example.Unknown")
                .setValue(ByteString.copyFromUtf8("made-up key"))
                .build();
        var cluster = Cluster.newBuilder()
                .setName("c")
                .setTransportSocket(TransportSocket.newBuilder().setTypedConfig(unknown))
                .build();

        var shown =
                Redaction.of(Resource.of(ResourceTypes.CLUSTER, cluster, PLACE)).orElseThrow();

        assertThat(shown.unpack(Cluster.class).getTransportSocket().getTypedConfig())
                .isEqualTo(Any.newBuilder().setTypeUrl(unknown.getTypeUrl()).build());
    }

    @Test
    void of_fieldOfANewerApi_isLeftOut() throws Exception {
        var newer = UnknownFieldSet.newBuilder()
                .addField(
                        9999,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("made-up key"))
                                .build())
                .build();
        var cluster = cluster().toBuilder().setUnknownFields(newer).build();

        var shown =
                Redaction.of(Resource.of(ResourceTypes.CLUSTER, cluster, PLACE)).orElseThrow();

        assertThat(shown.getValue().toStringUtf8())
                .doesNotContain("made-up key")
                .contains("made-up chain");
    }

    @Test
    void of_secretOrEncryptedFile_isNothing() {
        assertThat(Redaction.of(Resource.of(
                        ResourceTypes.SECRET, Secret.newBuilder().setName("s").build(), PLACE)))
                .isEmpty();
        assertThat(Redaction.of(
                        Resource.of(ResourceTypes.CLUSTER, cluster(), new Location("xds/edge/a.sops.yaml", 1, 1))))
                .isEmpty();
    }

    private static Cluster cluster() {
        var certificate = TlsCertificate.newBuilder()
                .setCertificateChain(DataSource.newBuilder().setInlineString("made-up chain"))
                .setPrivateKey(DataSource.newBuilder().setInlineString("made-up key"))
                .setPassword(DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8("made-up key")));
        return Cluster.newBuilder()
                .setName("c")
                .setTransportSocket(TransportSocket.newBuilder()
                        .setName("tls")
                        .setTypedConfig(Any.pack(UpstreamTlsContext.newBuilder()
                                .setCommonTlsContext(
                                        CommonTlsContext.newBuilder().addTlsCertificates(certificate))
                                .build())))
                .build();
    }
}
