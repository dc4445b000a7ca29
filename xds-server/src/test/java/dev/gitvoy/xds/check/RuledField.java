package dev.gitvoy.xds.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WrappersProto;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlParser;
import dev.gitvoy.xds.resource.ProtoReader;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A message {@code test.Ruled} with one field {@code f} that has rules, made as descriptors from a file are: nobody has parsed the
 * options.
 */
final class RuledField {
    private static final int RULES = 1071;
    private static final int SKIP_OF_ALL = 1071;

    private final Descriptor message;

    private RuledField(Descriptor message) {
        this.message = message;
    }

    /**
     * @param type as in a proto, for example {@code repeated string}; {@code enum} has the values A, B and C, {@code message} a
     *     required string, and a map's values are strings
     * @param rules in protobuf's text format
     */
    static RuledField of(String type, String rules) {
        return of(type, rules, MessageOptions.getDefaultInstance());
    }

    /** The same in a message that has no rules, whatever its fields say. */
    static RuledField disabled(String type, String rules) {
        var isOn = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
        return of(
                type,
                rules,
                MessageOptions.newBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(SKIP_OF_ALL, isOn)
                                .build())
                        .build());
    }

    private static RuledField of(String type, String rules, MessageOptions options) {
        var field = FieldDescriptorProto.newBuilder().setName("f").setNumber(1).setOptions(options(rules));
        var ruled = DescriptorProto.newBuilder().setName("Ruled").setOptions(options);
        var words = List.of(type.split(" "));
        var simple = words.get(words.size() - 1);
        field.setLabel(
                words.contains("repeated") || simple.equals("map")
                        ? FieldDescriptorProto.Label.LABEL_REPEATED
                        : FieldDescriptorProto.Label.LABEL_OPTIONAL);
        switch (simple) {
            case "enum" -> field.setType(FieldDescriptorProto.Type.TYPE_ENUM).setTypeName(".test.Letter");
            case "message" ->
                field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(".test.Inner");
            case "map" -> {
                field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(".test.Ruled.FEntry");
                ruled.addNestedType(DescriptorProto.newBuilder()
                        .setName("FEntry")
                        .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                        .addField(string("key", 1))
                        .addField(string("value", 2)));
            }
            default -> {
                if (Character.isUpperCase(simple.charAt(0))) {
                    field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(".google.protobuf." + simple);
                } else {
                    field.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + simple.toUpperCase(Locale.ROOT)));
                }
            }
        }
        if (words.contains("oneof")) {
            var required = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
            ruled.addOneofDecl(OneofDescriptorProto.newBuilder()
                    .setName("choice")
                    .setOptions(OneofOptions.newBuilder()
                            .setUnknownFields(UnknownFieldSet.newBuilder()
                                    .addField(RULES, required)
                                    .build())));
            ruled.addField(string("other", 2).setOneofIndex(0));
            field.setOneofIndex(0);
        }
        var file = FileDescriptorProto.newBuilder()
                .setName("test.proto")
                .setSyntax("proto3")
                .setPackage("test")
                .addDependency("google/protobuf/any.proto")
                .addDependency("google/protobuf/duration.proto")
                .addDependency("google/protobuf/timestamp.proto")
                .addDependency("google/protobuf/wrappers.proto")
                .addMessageType(ruled.addField(field))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Inner")
                        .addField(string("name", 1).setOptions(options("string { min_len: 1 }"))))
                .addEnumType(EnumDescriptorProto.newBuilder()
                        .setName("Letter")
                        .addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("A")
                                .setNumber(0))
                        .addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("B")
                                .setNumber(1))
                        .addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("C")
                                .setNumber(2)))
                .build();
        try {
            var built = FileDescriptor.buildFrom(file, new FileDescriptor[] {
                AnyProto.getDescriptor(),
                DurationProto.getDescriptor(),
                TimestampProto.getDescriptor(),
                WrappersProto.getDescriptor()
            });
            return new RuledField(built.findMessageTypeByName("Ruled"));
        } catch (DescriptorValidationException e) {
            throw new IllegalArgumentException(type, e);
        }
    }

    private static FieldDescriptorProto.Builder string(String name, int number) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(FieldDescriptorProto.Type.TYPE_STRING)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static FieldOptions options(String rules) {
        var extension = Cluster.getDescriptor().getFile().getDependencies().stream()
                .filter(file -> file.getName().equals("validate/validate.proto"))
                .flatMap(file -> file.getExtensions().stream())
                .filter(candidate -> candidate.getFullName().equals(Annotations.RULES))
                .findFirst()
                .orElseThrow();
        var builder = DynamicMessage.newBuilder(extension.getMessageType());
        try {
            TextFormat.merge(rules, builder);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(rules, e);
        }
        var bytes = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(builder.build().toByteString())
                .build();
        return FieldOptions.newBuilder()
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(RULES, bytes).build())
                .build();
    }

    /** Returns what is said of a message that is written in YAML: {@code line:column words}. */
    List<String> violations(String yaml) {
        return violations(DynamicMessage.getDefaultInstance(message), yaml);
    }

    static List<String> violations(Message prototype, String yaml) {
        var found = new ArrayList<Problem>();
        var unreadable = new ArrayList<Problem>();
        var document = new YamlParser(YamlLimits.DEFAULT)
                .parse("x.yaml", yaml.getBytes(StandardCharsets.UTF_8), unreadable::add)
                .get(0);

        var read = ProtoReader.read(document, prototype, unreadable::add, new EnvoyRules(found::add));

        assertThat(unreadable).isEmpty();
        assertThat(read).isPresent();
        assertThat(found).allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo("envoy-rule");
            assertThat(problem.isError()).isTrue();
        });
        return found.stream()
                .sorted()
                .map(problem -> problem.at().line() + ":" + problem.at().column() + " " + problem.message())
                .toList();
    }
}
