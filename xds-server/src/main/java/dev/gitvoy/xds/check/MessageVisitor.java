package dev.gitvoy.xds.check;

import com.google.protobuf.Message;

/** Sees the messages that are read from YAML, for example to collect the clusters that routes name. */
@FunctionalInterface
public interface MessageVisitor {
    /** Sees nothing. */
    MessageVisitor NONE = (message, places) -> {};

    /**
     * Called for each message that was read without a problem, nested ones and those inside an {@code Any} too, innermost
     * first. The well-known types that are values in YAML (wrappers, durations, {@code Any}, ..) are not shown.
     */
    void visit(Message message, FieldPlaces places);

    /** Returns a visitor that shows each message to this one, then to another. */
    default MessageVisitor and(MessageVisitor other) {
        return (message, places) -> {
            visit(message, places);
            other.visit(message, places);
        };
    }
}
