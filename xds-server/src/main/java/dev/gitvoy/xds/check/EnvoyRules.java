package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reports what breaks the rules that Envoy's protos state of themselves (protoc-gen-validate's {@code validate.rules}).
 * Envoy refuses a resource that breaks one.
 */
final class EnvoyRules implements MessageVisitor {
    static final String CODE = "envoy-rule";

    // Bounded by the API.
    private static final Map<Descriptor, MessageRules> PLANS = new ConcurrentHashMap<>();

    private final Consumer<Problem> problems;

    EnvoyRules(Consumer<Problem> problems) {
        this.problems = problems;
    }

    @Override
    public void visit(Message message, FieldPlaces places) {
        if (places.isExempt()) {
            return;
        }
        var type = message.getDescriptorForType();
        var plan = PLANS.get(type);
        if (plan == null) {
            plan = PLANS.computeIfAbsent(type, MessageRules::of);
        }
        plan.check(message, places, (at, what) -> problems.accept(Problem.error(at, CODE, what)));
    }
}
