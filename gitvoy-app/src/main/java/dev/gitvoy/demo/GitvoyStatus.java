package dev.gitvoy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What {@code GET /api/status} says, as far as the demo looks at it.
 *
 * @param commit full id of the commit that is served, or an empty string
 * @param candidate the commit that was looked at last
 */
record GitvoyStatus(String commit, Candidate candidate, Envoys envoys) {
    static GitvoyStatus of(JsonNode json) {
        var candidate = json.path("candidate");
        var problems = StreamSupport.stream(candidate.path("problems").spliterator(), false)
                .map(Problem::of)
                .toList();
        return new GitvoyStatus(
                json.path("commit").asText(""),
                new Candidate(
                        candidate.path("commit").asText(""),
                        candidate.path("state").asText(""),
                        problems),
                new Envoys(
                        json.at("/envoys/connected").asInt(),
                        json.at("/envoys/acked").asInt()));
    }

    /** The first characters of a commit id, as people quote it. */
    static String shortened(String commit) {
        return commit.substring(0, Math.min(7, commit.length()));
    }

    /** A commit on its way. */
    record Candidate(String commit, String state, List<Problem> problems) {
        /** Whether it is clear what becomes of it. */
        boolean isDecided() {
            return state.equals("published") || state.equals("rejected");
        }

        boolean isRejected(String id) {
            return commit.equals(id) && state.equals("rejected");
        }
    }

    /** A problem of the candidate. */
    record Problem(String file, int line, int column, String message) {
        static Problem of(JsonNode json) {
            return new Problem(
                    json.path("file").asText(),
                    json.path("line").asInt(),
                    json.path("column").asInt(),
                    json.path("message").asText());
        }

        @Override
        public String toString() {
            return file + ":" + line + ":" + column + ": " + message;
        }
    }

    /** How many Envoys are there, and how many of them have the commit that is served. */
    record Envoys(int connected, int acked) {
        boolean allAcked() {
            return connected > 0 && acked == connected;
        }
    }
}
