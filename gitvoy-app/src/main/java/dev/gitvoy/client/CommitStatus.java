package dev.gitvoy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What {@code GET /api/commits/{id}} answers. A text that there is none of is empty.
 *
 * @param times when it reached each state, in the order in which it did
 */
public record CommitStatus(
        String commit,
        String author,
        String subject,
        String state,
        Map<String, String> times,
        List<Problem> problems,
        Acked acked,
        List<Refusal> refusals) {
    public static CommitStatus of(JsonNode json) {
        var times = new LinkedHashMap<String, String>();
        json.path("times")
                .properties()
                .forEach(time -> times.put(time.getKey(), time.getValue().asText()));
        return new CommitStatus(
                json.path("commit").asText(""),
                json.path("author").asText(""),
                json.path("subject").asText(""),
                json.path("state").asText(""),
                times,
                Problem.listOf(json.path("problems")),
                new Acked(
                        json.at("/acked/have").asInt(),
                        json.at("/acked/of").asInt(),
                        json.at("/acked/since").asText("")),
                StreamSupport.stream(json.at("/envoys/refusals").spliterator(), false)
                        .map(Refusal::of)
                        .toList());
    }

    /**
     * How many of the connected Envoys have it.
     *
     * @param since when all had it for the first time
     */
    public record Acked(int have, int of, String since) {}

    /**
     * What an Envoy said against it.
     *
     * @param at where the resource stands that it named, {@code file:line:column}
     */
    public record Refusal(String envoy, String type, String error, String at) {
        static Refusal of(JsonNode json) {
            var at = json.path("at");
            return new Refusal(
                    json.path("envoy").asText(),
                    json.path("type").asText(),
                    json.path("error").asText(),
                    at.isObject()
                            ? at.path("file").asText() + ":" + at.path("line").asInt() + ":"
                                    + at.path("column").asInt()
                            : "");
        }
    }
}
