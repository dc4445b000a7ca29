package dev.gitvoy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** A problem of a commit, with the place that it is about. */
public record Problem(String file, int line, int column, String severity, String message) {
    static Problem of(JsonNode json) {
        return new Problem(
                json.path("file").asText(),
                json.path("line").asInt(),
                json.path("column").asInt(),
                json.path("severity").asText("error"),
                json.path("message").asText());
    }

    static List<Problem> listOf(JsonNode json) {
        return StreamSupport.stream(json.spliterator(), false).map(Problem::of).toList();
    }

    public boolean isError() {
        return severity.equals("error");
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
