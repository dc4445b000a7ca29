package dev.gitvoy.xds.resource;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.check.MessageVisitor;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads YAML trees into Envoy's messages: protobuf's JSON mapping with what Envoy's loader adds to it (one item for a list,
 * a list in a list, durations and wrappers as mappings, enum names in any case).
 *
 * <p>Stricter than Envoy where Envoy hides a mistake: a field in two spellings, an enum number without a name, and null as
 * a list item or map value are refused.
 */
public final class ProtoReader {
    private final ReadProblems problems;
    private final AnyType types;
    private final MessageVisitor visitor;
    private final ScalarReader scalars;
    private final FieldReader fields;
    private final WellKnownReader wellKnown;

    private ProtoReader(EnvoyApi api, Consumer<Problem> problems, MessageVisitor visitor) {
        this.problems = new ReadProblems(api, problems);
        this.types = new AnyType(api, this.problems);
        this.visitor = visitor;
        this.scalars = new ScalarReader(this.problems);
        this.fields = new FieldReader(this, this.problems);
        this.wellKnown = new WellKnownReader(this, fields, types, this.problems);
    }

    /**
     * Returns the message that a node holds, or nothing after reporting all that is wrong with it.
     *
     * @param node may carry {@code @type}, which then has to name this message
     * @param prototype any instance of the message, for example the default one
     */
    public static <M extends Message> Optional<M> read(
            YamlNode node, M prototype, Consumer<Problem> problems, MessageVisitor visitor) {
        return read(EnvoyApi.BUILT_IN, node, prototype, problems, visitor);
    }

    /** The same with the messages of an API inside of an {@code Any}; the prototype should be of that API too. */
    public static <M extends Message> Optional<M> read(
            EnvoyApi api, YamlNode node, M prototype, Consumer<Problem> problems, MessageVisitor visitor) {
        var reader = new ProtoReader(api, problems, visitor);
        var into = prototype.newBuilderForType();
        reader.readRoot(node, into);
        if (reader.problems.count() > 0) {
            return Optional.empty();
        }

        @SuppressWarnings("unchecked") // A message's builder builds messages of its class.
        var message = (M) into.buildPartial();
        return Optional.of(message);
    }

    /** Returns the message that a node's {@code @type} names, or nothing after reporting all that is wrong with it. */
    public static Optional<Message> readTyped(YamlNode node, Consumer<Problem> problems, MessageVisitor visitor) {
        var target = new Target("resource", false);
        return new AnyType(EnvoyApi.BUILT_IN, new ReadProblems(EnvoyApi.BUILT_IN, problems))
                .of(node, target)
                .flatMap(prototype -> read(node, prototype, problems, visitor));
    }

    private void readRoot(YamlNode node, Message.Builder into) {
        var descriptor = into.getDescriptorForType();
        var target = Target.root(descriptor);
        if (WellKnown.of(descriptor) != WellKnown.ANY
                && node instanceof YamlNode.Mapping mapping
                && mapping.entries().containsKey(AnyType.KEY)) {
            types.of(mapping, target).ifPresent(named -> {
                if (named.getDescriptorForType().getFullName().equals(descriptor.getFullName())) {
                    readInsideAny(mapping, into, target);
                } else {
                    var found = named.getDescriptorForType().getFullName();
                    var what = "%s is not expected here; write %s".formatted(found, descriptor.getFullName());
                    problems.report(AnyType.at(mapping), "wrong-type", what);
                }
            });
        } else {
            readMessage(node, into, target);
        }
    }

    /** Reads a node in whichever form the message has. Null is for the caller to judge. */
    void readMessage(YamlNode node, Message.Builder into, Target target) {
        if (WellKnown.of(into.getDescriptorForType()) != WellKnown.NONE) {
            wellKnown.read(node, into, target);
        } else if (node instanceof YamlNode.Mapping mapping) {
            readFields(mapping, into, target, false);
        } else {
            problems.wrongShape(
                    node,
                    target,
                    "a mapping of the fields of " + into.getDescriptorForType().getFullName());
        }
    }

    /** Reads the mapping that stands for a message in an {@code Any}: its fields beside {@code @type}. */
    void readInsideAny(YamlNode.Mapping mapping, Message.Builder into, Target target) {
        if (WellKnown.of(into.getDescriptorForType()) != WellKnown.NONE) {
            wellKnown.readInsideAny(mapping, into, target);
        } else {
            readFields(mapping, into, target, true);
        }
    }

    private void readFields(YamlNode.Mapping mapping, Message.Builder into, Target target, boolean isTyped) {
        int problemsBefore = problems.count();
        var places = fields.read(mapping, into, target, isTyped);
        if (problems.count() == problemsBefore) {
            visitor.visit(into.buildPartial(), places);
        }
    }

    /**
     * Returns one value of a field, as {@code Message.Builder.setField} takes it, or nothing after a problem.
     *
     * @param parent a builder of the message that has the field
     */
    Optional<Object> readValue(YamlNode node, FieldDescriptor field, Message.Builder parent, Target target) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return scalars.read(node, field, target);
        }
        var builder = parent.newBuilderForField(field);
        readMessage(node, builder, target);
        return Optional.of(builder.buildPartial());
    }
}
