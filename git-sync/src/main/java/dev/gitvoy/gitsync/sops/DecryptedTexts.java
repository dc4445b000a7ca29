package dev.gitvoy.gitsync.sops;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The decrypted values of one file, to see whether a message repeats one, or a good part of one. Short values such as
 * {@code 10} are in many messages and no secrets. One thread.
 */
final class DecryptedTexts {
    static final DecryptedTexts NONE = new DecryptedTexts(List.of());

    private static final int SHORTEST = 4;
    /** So many characters in a row are no coincidence. */
    private static final int WINDOW = 8;
    /** A file made to have many problems gets no look at each. */
    private static final int MOST_MESSAGES = 100;

    private final List<Value> values;
    private int messages;

    /** A value and the key it stands under, in a mapping or in the list of that key. */
    record Value(String key, String text) {
        @Override
        public String toString() {
            return key;
        }
    }

    DecryptedTexts(List<Value> values) {
        this.values = new ArrayList<>(values);
    }

    boolean areIn(String message, Set<String> shown) {
        if (values.isEmpty()) {
            return false;
        }
        return ++messages > MOST_MESSAGES
                || values.stream()
                        .filter(value -> !shown.contains(value.key()))
                        .anyMatch(value -> isIn(message, value.text()));
    }

    private static boolean isIn(String message, String value) {
        if (value.length() < WINDOW) {
            return value.length() >= SHORTEST && message.contains(value);
        }
        for (int i = 0; i + WINDOW <= message.length(); i++) {
            if (value.contains(message.substring(i, i + WINDOW))) {
                return true;
            }
        }
        return false;
    }
}
