package dev.gitvoy.review;

/** Colours for a terminal, or none. */
public enum Paint {
    NONE,
    ANSI;

    /** What a piece of text is. */
    enum Tone {
        ERROR("1;31"),
        WARNING("1;33"),
        GOOD("32"),
        BAD("31"),
        CHANGED("33"),
        STRONG("1"),
        QUIET("2");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    String paint(Tone tone, String text) {
        return this == NONE ? text : "\u001b[" + tone.code + "m" + text + "\u001b[0m";
    }
}
