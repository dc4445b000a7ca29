package dev.gitvoy.xds.client;

import java.time.Instant;

/**
 * What a client has of one type.
 *
 * @param ackedVersion version of the group's resources of this type that the client holds wholly, as far as it subscribes
 *     to them; empty before the first
 * @param error the client's own words on what it refused; empty unless {@link State#NACKED}
 * @param nonce of the response that was answered last
 * @param at when this became so
 */
public record TypeStatus(State state, String ackedVersion, String error, String nonce, Instant at) {
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

    TypeStatus stale() {
        return new TypeStatus(State.STALE, ackedVersion, error, nonce, at);
    }
}
