package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.api.EnvoyTypes;
import dev.gitvoy.xds.api.NewerApi;
import dev.gitvoy.xds.check.MessageVisitor;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** JSON is YAML: what protobuf prints, we read as it was. */
class ProtoReaderRoundTripTest {
    private static final JsonFormat.Printer CAMEL_CASE = JsonFormat.printer()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(Router.getDescriptor())
                    .add(Duration.getDescriptor())
                    .build());
    private static final JsonFormat.Printer SNAKE_CASE = CAMEL_CASE.preservingProtoFieldNames();

    private static final EnvoyApi NEWER =
            NewerApi.with(NewerApi.newerEverything().toByteArray());

    @Property
    void read_whatJsonFormatPrints_isTheSameMessage(
            @ForAll("prototypes") Message prototype, @ForAll long seed, @ForAll boolean snakeCase) throws Exception {
        var original = new RandomMessages(seed).message(prototype, 6);
        var json = (snakeCase ? SNAKE_CASE : CAMEL_CASE).print(original);

        assertThat(Reading.message(prototype, json)).isEqualTo(original);
    }

    @Property
    void read_withANewerApi_isTheSameBytes(@ForAll("prototypes") Message prototype, @ForAll long seed)
            throws Exception {
        var original = new RandomMessages(seed).message(prototype, 6);
        var newer = NEWER.find(prototype.getDescriptorForType().getFullName()).orElseThrow();

        var read = ProtoReader.read(
                NEWER, Reading.node(CAMEL_CASE.print(original)), newer, problem -> {}, MessageVisitor.NONE);

        assertThat(read).containsInstanceOf(DynamicMessage.class);
        assertThat(Deterministic.bytes(read.orElseThrow())).isEqualTo(Deterministic.bytes(original));
        assertThat(EnvoyTypes.as(prototype.getClass(), read.orElseThrow())).isEqualTo(original);
    }

    @Property(tries = 200)
    void read_visitor_seesTheMessageItself(@ForAll("prototypes") Message prototype, @ForAll long seed)
            throws Exception {
        var original = new RandomMessages(seed).message(prototype, 3);
        Map<String, Message> seen = new HashMap<>();

        ProtoReader.read(
                Reading.node(CAMEL_CASE.print(original)),
                prototype,
                problem -> {},
                (message, places) -> seen.put(message.getDescriptorForType().getFullName(), message));

        assertThat(seen).containsEntry(prototype.getDescriptorForType().getFullName(), original);
    }

    @Provide
    Arbitrary<Message> prototypes() {
        return Arbitraries.of(
                Cluster.getDefaultInstance(),
                ClusterLoadAssignment.getDefaultInstance(),
                Listener.getDefaultInstance(),
                RouteConfiguration.getDefaultInstance(),
                HttpConnectionManager.getDefaultInstance(),
                Secret.getDefaultInstance());
    }
}
