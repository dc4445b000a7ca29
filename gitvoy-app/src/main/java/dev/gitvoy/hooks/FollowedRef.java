package dev.gitvoy.hooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The ref that is followed, to tell deliveries that cannot be about it. Immutable. */
final class FollowedRef {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String BRANCHES = "refs/heads/";

    private final String ref;

    /** @param ref for example {@code refs/heads/main}; empty when there is none, so that anything may be about it */
    FollowedRef(String ref) {
        this.ref = ref;
    }

    /** Whether a payload names another ref, and only another. What is no JSON, or names none, may be about any. */
    boolean isOtherThanIn(byte[] payload) {
        if (ref.isEmpty()) {
            return false;
        }
        boolean other = false;
        try (var json = JSON.createParser(payload)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                var value = json.nextToken();
                if (name.equals("ref") && value == JsonToken.VALUE_STRING) {
                    if (isFollowed(json.getText())) {
                        return false;
                    }
                    other = true;
                }
                json.skipChildren();
            }
            // Cut off, it may have gone on to say something else.
            return other && json.currentToken() == JsonToken.END_OBJECT;
        } catch (IOException e) {
            return false;
        }
    }

    /** Events that make or delete a branch name it without {@code refs/heads/}. */
    private boolean isFollowed(String named) {
        return ref.equals(named) || ref.equals(BRANCHES + named);
    }
}
