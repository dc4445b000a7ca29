package dev.gitvoy.review;

import dev.gitvoy.guard.Printable;

/** Text of strangers within Markdown, as GitHub and GitLab read it. */
final class Markdown {
    /** What Markdown, HTML, or a forge would make something of: links, mentions, formulas, cells. */
    private static final String SPECIAL = "&<>\"'`*_[]()|\\~$@#!{}:^";

    private Markdown() {}

    /** The text as code that nothing in it can end, on one line. */
    static String code(String text, int most) {
        boolean cut = text.codePointCount(0, text.length()) > most;
        return "<code>" + escaped(Printable.of(text, most)) + (cut ? ".." : "") + "</code>";
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SPECIAL.indexOf(c) >= 0 && !isHarmless(text, i)) {
                escaped.append("&#").append((int) c).append(';');
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Within a word an underscore is one, and a colon begins an address only before a slash: a diff is full of both. */
    private static boolean isHarmless(String text, int at) {
        return switch (text.charAt(at)) {
            case '_' -> isOfWord(text, at - 1) && isOfWord(text, at + 1);
            case ':' -> at + 1 == text.length() || text.charAt(at + 1) != '/';
            default -> false;
        };
    }

    private static boolean isOfWord(String text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }

    /** The same within a sentence of ours that holds no markup. */
    static String text(String text, int most) {
        return escaped(Printable.of(text, most));
    }
}
