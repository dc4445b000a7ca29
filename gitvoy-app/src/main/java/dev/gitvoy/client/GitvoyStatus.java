package dev.gitvoy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What {@code GET /api/status} answers. A text that there is none of is empty, also a time.
 *
 * @param commit the full id of the commit being served
 * @param since when it was published
 */
public record GitvoyStatus(
        String commit,
        String since,
        boolean stale,
        Source source,
        Candidate candidate,
        OrdersInForce orders,
        Envoys envoys) {
    public static GitvoyStatus of(JsonNode json) {
        var candidate = json.path("candidate");
        return new GitvoyStatus(
                json.path("commit").asText(""),
                json.path("since").asText(""),
                json.path("stale").asBoolean(),
                new Source(
                        json.at("/source/url").asText(""),
                        json.at("/source/ref").asText(""),
                        json.at("/source/lastFetch").asText(""),
                        json.at("/source/error").asText("")),
                new Candidate(
                        candidate.path("commit").asText(""),
                        candidate.path("state").asText(""),
                        Problem.listOf(candidate.path("problems"))),
                OrdersInForce.of(json.path("orders")),
                new Envoys(
                        json.at("/envoys/connected").asInt(),
                        json.at("/envoys/acked").asInt(),
                        json.at("/envoys/nacked").asInt()));
    }

    /** The first characters of a commit id, as people quote it. */
    public static String shortened(String commit) {
        return commit.substring(0, Math.min(7, commit.length()));
    }

    /** Where commits come from. */
    public record Source(String url, String ref, String lastFetch, String error) {}

    /** A commit on its way. */
    public record Candidate(String commit, String state, List<Problem> problems) {
        /** Whether it is clear what becomes of it. */
        public boolean isDecided() {
            return state.equals("published") || state.equals("rejected");
        }

        public boolean isRejected(String id) {
            return commit.equals(id) && state.equals("rejected");
        }
    }

    /**
     * What an operator has told it.
     *
     * @param pinned the full id of the only commit that may be served
     */
    public record OrdersInForce(boolean suspended, String pinned, String by, String since) {
        public static OrdersInForce of(JsonNode json) {
            return new OrdersInForce(
                    json.path("suspended").asBoolean(),
                    json.path("pinned").asText(""),
                    json.path("by").asText(""),
                    json.path("since").asText(""));
        }
    }

    /** How many Envoys are there, have the commit that is served, or refuse something. */
    public record Envoys(int connected, int acked, int nacked) {
        public boolean allAcked() {
            return connected > 0 && acked == connected;
        }
    }
}
