package dev.gitvoy.gitsync.problem;

import java.util.stream.Collectors;

/** An author's text as a message shows it: on one line, and cut when it is long. */
public final class Excerpt {
    private static final int LONGEST = 60;

    private Excerpt() {}

    /** Returns at most 60 characters of the text, and two dots in place of the rest; control characters become spaces. */
    public static String of(String text) {
        var shown = text.codePoints()
                .limit(LONGEST + 1)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        int length = shown.codePointCount(0, shown.length());
        return length <= LONGEST ? shown : shown.substring(0, shown.offsetByCodePoints(0, LONGEST)) + "..";
    }
}
