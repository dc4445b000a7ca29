package dev.gitvoy.guard;

/** Makes text of strangers fit for a log line or a terminal. */
public final class Printable {
    private static final char REPLACEMENT = '?';

    private Printable() {}

    /** The text in one line, without control characters, cut after some characters. */
    public static String of(String text, int most) {
        var line = new StringBuilder();
        text.codePoints()
                .limit(most)
                .forEach(character -> line.appendCodePoint(
                        isPrintable(character) ? character : Character.isWhitespace(character) ? ' ' : REPLACEMENT));
        return line.toString();
    }

    /** Not so: line ends, escapes that terminals obey, and marks that turn the direction of writing. */
    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
