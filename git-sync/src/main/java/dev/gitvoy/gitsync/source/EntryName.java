package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a file or folder as somebody else wrote it.
 *
 * @param text the name, with what cannot be shown written as its code
 */
record EntryName(String text, Flaw flaw) implements Comparable<EntryName> {
    enum Flaw {
        NONE,
        NOT_UTF_8,
        CONTROL_CHARACTER,
        BACKSLASH
    }

    static EntryName of(byte[] bytes) {
        if (isPlain(bytes)) {
            return new EntryName(new String(bytes, StandardCharsets.US_ASCII), Flaw.NONE);
        }
        try {
            return of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return new EntryName(escaped(bytes), Flaw.NOT_UTF_8);
        }
    }

    static EntryName of(String name) {
        if (name.codePoints().anyMatch(EntryName::isInvisible)) {
            return new EntryName(escaped(name), Flaw.CONTROL_CHARACTER);
        }
        return new EntryName(name, name.indexOf('\\') >= 0 ? Flaw.BACKSLASH : Flaw.NONE);
    }

    /** What is wrong with the name itself, at the path that ends in it. */
    Optional<Problem> problem(String path) {
        return switch (flaw) {
            case NONE -> Optional.empty();
            case NOT_UTF_8 -> Optional.of(Refusals.nameNotUtf8(path));
            case CONTROL_CHARACTER -> Optional.of(Refusals.nameWithControlCharacter(path));
            case BACKSLASH -> Optional.of(Refusals.nameWithBackslash(path));
        };
    }

    /** The same for names that a disk may take for one: by case, or by how an accent is written. */
    String folded() {
        if (isAscii()) {
            return text.toLowerCase(Locale.ROOT);
        }
        // Both ways: "ß" and "SS", and the two small sigmas, are only found one way.
        return composed().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(EntryName other) {
        return text.compareTo(other.text);
    }

    String composed() {
        return isAscii() ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** As nearly all names are. */
    private boolean isAscii() {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ' || b > '~' || b == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Also what turns the direction of writing: a name must look like what it is. */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String escaped(String name) {
        var shown = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (isInvisible(c)) {
                shown.append(c < 0x100 ? String.format("\\x%02x", c) : String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    private static String escaped(byte[] bytes) {
        var shown = new StringBuilder();
        for (byte b : bytes) {
            if (b < ' ' || b > '~') {
                shown.append(String.format("\\x%02x", b));
            } else {
                shown.append((char) b);
            }
        }
        return shown.toString();
    }
}
