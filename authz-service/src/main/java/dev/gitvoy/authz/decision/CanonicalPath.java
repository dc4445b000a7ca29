package dev.gitvoy.authz.decision;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A path in the one form in which policies see it. What an upstream might read as another path is refused: escaped slashes,
 * dots and percent signs, empty and dot segments, parameters, backslashes, escapes that are no UTF-8. Escapes of printable ASCII
 * are undone, so that a path has one form whichever way it was written.
 *
 * @param text without the query, and without a slash at the end
 */
record CanonicalPath(String text, List<String> segments) {
    private static final int LONGEST = 8_192;
    private static final int MOST_SEGMENTS = 64;

    /** @param target {@code :path}, with its query */
    static CanonicalPath of(String target) throws RefusedRequestException {
        if (target.length() > LONGEST || !target.startsWith("/")) {
            throw new RefusedRequestException("path");
        }
        int query = target.indexOf('?');
        var raw = query < 0 ? target : target.substring(0, query);
        var text = unescaped(raw, target);
        if (text.contains("//")) {
            throw new RefusedRequestException("path");
        }
        int end = text.endsWith("/") ? text.length() - 1 : text.length();
        var segments =
                end == 0 ? List.<String>of() : List.of(text.substring(1, end).split("/", -1));
        if (segments.size() > MOST_SEGMENTS) {
            throw new RefusedRequestException("path");
        }
        for (var segment : segments) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new RefusedRequestException("path");
            }
        }
        return new CanonicalPath("/" + String.join("/", segments), segments);
    }

    private static String unescaped(String raw, String target) throws RefusedRequestException {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c > '~' || c == '#') {
                throw new RefusedRequestException("path");
            }
        }
        var text = new StringBuilder(raw.length());
        var decoded = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\' || c == ';' || c == '*') {
                throw new RefusedRequestException("path");
            }
            if (c != '%') {
                text.append(c);
                decoded.put((byte) c);
                continue;
            }
            int value = i + 2 < raw.length() ? hex(raw.charAt(i + 1)) * 16 + hex(raw.charAt(i + 2)) : -1;
            boolean odd = value <= ' ' - 1 || "./\\%;#?*".indexOf(value) >= 0 || value == 0x7f;
            if (odd) {
                throw new RefusedRequestException("path");
            }
            decoded.put((byte) value);
            if (value > ' ' && value < 0x80) {
                text.append((char) value);
            } else {
                text.append('%').append(upper(raw.charAt(i + 1))).append(upper(raw.charAt(i + 2)));
            }
            i += 2;
        }
        refuseWhatIsNoText(decoded.flip());
        return text.toString();
    }

    /** Overlong forms of ASCII, for one: a lenient decoder reads {@code %c0%af} as a slash. */
    private static void refuseWhatIsNoText(ByteBuffer decoded) throws RefusedRequestException {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(decoded);
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new RefusedRequestException("path");
            }
        } catch (CharacterCodingException e) {
            throw new RefusedRequestException("path");
        }
    }

    /** Far below zero for what is no digit, so that the sum of two is, too. */
    private static int hex(char c) {
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        return digit < 0 ? -1_000 : digit;
    }

    private static char upper(char c) {
        return Character.toUpperCase(c);
    }
}
