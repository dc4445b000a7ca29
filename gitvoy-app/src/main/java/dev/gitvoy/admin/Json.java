package dev.gitvoy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.javalin.http.Context;
import java.util.Map;

/** The JSON that {@code /api} speaks: indented, for it is read by people too; times as text. */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new JavaTimeModule())
            .build();

    private Json() {}

    static void write(Context context, Object report) {
        try {
            context.contentType("application/json").result(MAPPER.writeValueAsString(report) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what we report is always JSON", e);
        }
    }

    static void error(Context context, int status, String message) {
        context.status(status);
        write(context, Map.of("error", message));
    }
}
