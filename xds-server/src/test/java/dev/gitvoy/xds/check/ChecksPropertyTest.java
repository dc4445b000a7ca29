package dev.gitvoy.xds.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlParser;
import dev.gitvoy.xds.resource.ProtoReader;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever can be read can be checked: no message makes a check fail, and each problem has a place in the file and a known code. */
class ChecksPropertyTest {
    @Provide
    Arbitrary<Message> prototypes() {
        return Arbitraries.of(
                Cluster.getDefaultInstance(),
                ClusterLoadAssignment.getDefaultInstance(),
                Listener.getDefaultInstance(),
                RouteConfiguration.getDefaultInstance(),
                HttpConnectionManager.getDefaultInstance(),
                CommonTlsContext.getDefaultInstance());
    }

    @Property(tries = 300)
    void anyMessage_isChecked(@ForAll("prototypes") Message prototype, @ForAll long seed) throws Exception {
        var builder = prototype.newBuilderForType();
        fill(builder, new Random(seed), 6);
        var text = JsonFormat.printer().preservingProtoFieldNames().print(builder);

        var problems = new ArrayList<Problem>();
        var unreadable = new ArrayList<Problem>();
        var document = new YamlParser(YamlLimits.DEFAULT)
                .parse("x.yaml", text.getBytes(StandardCharsets.UTF_8), unreadable::add)
                .get(0);
        ProtoReader.read(
                document, prototype, unreadable::add, Checks.of(prototype.getDescriptorForType(), problems::add));

        int lines = (int) text.lines().count();
        assertThat(unreadable).isEmpty();
        assertThat(problems).allSatisfy(problem -> {
            assertThat(Checks.CODES).contains(problem.code());
            assertThat(problem.at().line()).isBetween(1, lines);
            assertThat(problem.message()).doesNotContain("\n");
        });
    }

    /** Any fields with any values, but no Any, which JSON has to know the type of. */
    private static void fill(Message.Builder into, Random random, int depth) {
        List<FieldDescriptor> fields = into.getDescriptorForType().getFields();
        for (int i = 0; i < 4 && !fields.isEmpty(); i++) {
            var field = fields.get(random.nextInt(fields.size()));
            boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (field.isMapField() || (isMessage && isLeftOut(field, depth))) {
                continue;
            }
            var value = isMessage ? message(into, field, random, depth) : scalar(field, random);
            if (field.isRepeated()) {
                into.addRepeatedField(field, value);
            } else if (field.getContainingOneof() == null || !into.hasOneof(field.getContainingOneof())) {
                into.setField(field, value);
            }
        }
    }

    private static boolean isLeftOut(FieldDescriptor field, int depth) {
        var name = field.getMessageType().getFullName();
        return depth == 0
                || (name.startsWith("google.protobuf.")
                        && !name.endsWith("Duration")
                        && !name.endsWith("32Value")
                        && !name.endsWith("BoolValue"))
                || name.startsWith("xds.");
    }

    private static Message message(Message.Builder parent, FieldDescriptor field, Random random, int depth) {
        var builder = parent.newBuilderForField(field);
        if (field.getMessageType().getName().equals("Duration")) {
            builder.setField(field.getMessageType().findFieldByName("seconds"), (long) random.nextInt(100));
        } else {
            fill(builder, random, depth - 1);
        }
        return builder.build();
    }

    private static Object scalar(FieldDescriptor field, Random random) {
        return switch (field.getJavaType()) {
            case INT -> random.nextBoolean() ? random.nextInt(10) : random.nextInt(Integer.MAX_VALUE);
            case LONG -> (long) random.nextInt(1000);
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case STRING ->
                List.of("", "a", "*", "%", "%REQ(a)%", "(", "/", ":path", "10.0.0.1", "a\nb", "\ud83d\ude00")
                        .get(random.nextInt(11));
            case BYTE_STRING -> com.google.protobuf.ByteString.copyFromUtf8("abc");
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(random.nextInt(field.getEnumType().getValues().size()));
            case MESSAGE -> throw new IllegalArgumentException(field.getFullName());
        };
    }
}
