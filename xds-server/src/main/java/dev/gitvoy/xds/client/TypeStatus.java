package dev.gitvoy.xds.client;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a client has of one type.
 *
 * @param sent whether a response is on its way that the client has not answered
 * @param ackedVersion version of the group's resources of this type that the client holds wholly, as far as it subscribes
 *     to them; empty before the first
 * @param refusal what it refused last, while that counts: not when the state is {@link State#ACKED}
 * @param subscription whether it wants a resource of this name
 * @param at when this became so
 */
public record TypeStatus(
        State state,
        boolean sent,
        String ackedVersion,
        Optional<Refusal> refusal,
        Predicate<String> subscription,
        Instant at) {
    /** How a client stands to the version that it should have. */
    public enum State {
        /** It has it. */
        ACKED,
        /** It refused it and keeps what it had. */
        NACKED,
        /** It is being sent, or waits for its turn. */
        PENDING,
        /** The client is gone; this is what it had. */
        STALE
    }

    /** The client's own words on what it refused; empty unless it did. */
    public String error() {
        return refusal.map(Refusal::message).orElse("");
    }

    TypeStatus stale() {
        return new TypeStatus(State.STALE, false, ackedVersion, refusal, subscription, at);
    }
}
