package dev.gitvoy.xds.check;

import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Shows each message to the checks of its kind. */
final class MessageChecks implements MessageVisitor {
    private static final Map<String, Check> BY_MESSAGE = new HashMap<>();

    static {
        Stream.of(
                        ClusterChecks.ALL,
                        HealthChecks.ALL,
                        AddressChecks.ALL,
                        TlsChecks.ALL,
                        ListenerChecks.ALL,
                        ConnectionManagerChecks.ALL,
                        RouteTableChecks.ALL,
                        RouteActionChecks.ALL,
                        HeaderChecks.ALL,
                        FormatChecks.ALL,
                        RegexChecks.ALL)
                .flatMap(List::stream)
                .forEach(named -> BY_MESSAGE.merge(named.message(), named.check(), Check::and));
    }

    /** A check of messages of one kind. */
    @FunctionalInterface
    interface Check {
        void check(Fields message, Findings findings);

        default Check and(Check other) {
            return (message, findings) -> {
                check(message, findings);
                other.check(message, findings);
            };
        }
    }

    /** @param message its full name */
    record Named(String message, Check check) {}

    private final String resource;
    private final Seen seen = new Seen();
    private final Consumer<Problem> problems;

    /** @param resource full name of the message that is the resource */
    MessageChecks(String resource, Consumer<Problem> problems) {
        this.resource = resource;
        this.problems = problems;
    }

    @Override
    public void visit(Message message, FieldPlaces places) {
        var name = message.getDescriptorForType().getFullName();
        var check = BY_MESSAGE.get(name);
        if (check != null) {
            check.check(new Fields(message), new Findings(places, name.equals(resource), seen, problems));
        }
    }
}
