package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.Descriptor;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.function.Consumer;

/** All the checks of messages. To add one, add it to {@link MessageChecks}, or here if it looks at all messages. */
public final class Checks {
    private Checks() {}

    /** Returns a visitor for the messages of one resource, which reports what is wrong with them. */
    public static MessageVisitor of(Descriptor resource, Consumer<Problem> problems) {
        return new EnvoyRules(problems)
                .and(new DeprecatedFields(problems))
                .and(new MessageChecks(resource.getFullName(), problems));
    }
}
