package dev.gitvoy.xds.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class SotwRequestTest {
    @Property(tries = 300)
    void saysWhatTheMessageSays(
            @ForAll @StringLength(max = 20) String version,
            @ForAll @StringLength(max = 20) String nonce,
            @ForAll @StringLength(max = 20) String typeUrl,
            @ForAll @StringLength(max = 20) String node,
            @ForAll Optional<@StringLength(max = 20) String> error,
            @ForAll @Size(max = 20) List<@StringLength(max = 200) String> names)
            throws IOException {
        var message = DiscoveryRequest.newBuilder()
                .setVersionInfo(version)
                .setResponseNonce(nonce)
                .setTypeUrl(typeUrl)
                .setNode(Node.newBuilder().setId(node))
                .addAllResourceNames(names);
        error.ifPresent(words -> message.setErrorDetail(Status.newBuilder().setMessage(words)));

        var request = SotwRequest.parse(message.build().toByteArray());

        assertThat(request.version()).isEqualTo(version);
        assertThat(request.nonce()).isEqualTo(nonce);
        assertThat(request.typeUrl()).isEqualTo(typeUrl);
        assertThat(request.node()).isEqualTo(message.getNode());
        assertThat(request.error()).isEqualTo(error);
        assertThat(request.names()).isEqualTo(names);
        assertThat(request.hasNames()).isEqualTo(!names.isEmpty());
    }

    @Property(tries = 300)
    void sum_tellsListsApart_whateverElseTheRequestSays(
            @ForAll @Size(max = 8) List<@StringLength(max = 3) String> some,
            @ForAll @Size(max = 8) List<@StringLength(max = 3) String> others,
            @ForAll @StringLength(max = 5) String nonce)
            throws IOException {
        var one = listing(some, "1");
        var other = listing(others, nonce);

        assertThat(one.namesSum() == other.namesSum()).isEqualTo(some.equals(others));
    }

    private static SotwRequest listing(List<String> names, String nonce) throws IOException {
        return SotwRequest.parse(DiscoveryRequest.newBuilder()
                .addAllResourceNames(names)
                .setResponseNonce(nonce)
                .build()
                .toByteArray());
    }

    /** Clients may write fields in any order, and twice; the last of those that are there once counts. */
    @Example
    void namesInTwoPlaces_areOneList() throws IOException {
        var encoded = new ByteArrayOutputStream();
        DiscoveryRequest.newBuilder()
                .addResourceNames("a")
                .setResponseNonce("1")
                .build()
                .writeTo(encoded);
        DiscoveryRequest.newBuilder()
                .addResourceNames("b")
                .setResponseNonce("2")
                .build()
                .writeTo(encoded);

        var request = SotwRequest.parse(encoded.toByteArray());

        assertThat(request.names()).containsExactly("a", "b");
        assertThat(request.nonce()).isEqualTo("2");
    }

    @Property(tries = 2000)
    void anyBytes_areReadAsTheMessageReadsThem_orRefused(@ForAll @Size(max = 40) byte[] bytes) {
        DiscoveryRequest message;
        try {
            message = DiscoveryRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            assertThatThrownBy(() -> {
                        var request = SotwRequest.parse(bytes);
                        request.node();
                        request.names();
                    })
                    .isInstanceOf(InvalidProtocolBufferException.class);
            return;
        }
        try {
            var request = SotwRequest.parse(bytes);
            assertThat(request.names()).isEqualTo(message.getResourceNamesList());
            assertThat(request.node()).isEqualTo(message.getNode());
            assertThat(request.version()).isEqualTo(message.getVersionInfo());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Example
    void locatorThatIsNone_isRefused() {
        // A field without a number, in a message that is not used.
        assertThatThrownBy(() -> SotwRequest.parse(new byte[] {7 << 3 | 2, 1, 0}))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    @Example
    void namesThatAreNoText_areRefused_whenTheyAreLookedAt() throws IOException {
        var encoded = new ByteArrayOutputStream();
        encoded.write(new byte[] {3 << 3 | 2, 1, (byte) 0xff});
        DiscoveryRequest.newBuilder()
                .setTypeUrlBytes(ByteString.copyFromUtf8("t"))
                .build()
                .writeTo(encoded);

        var request = SotwRequest.parse(encoded.toByteArray());

        assertThat(request.typeUrl()).isEqualTo("t");
        assertThatThrownBy(request::names).isInstanceOf(InvalidProtocolBufferException.class);
    }
}
