package dev.gitvoy.cli;

import dev.gitvoy.review.Paint;
import java.util.Map;

/** Whether a person looks at the output. */
final class Terminal {
    /** Set by the launcher when a person looks at the output; Java itself cannot tell in every version. */
    private static final String PROPERTY = "gitvoy.terminal";

    private Terminal() {}

    /** Colours for a terminal that has them, unless people said that they want none (no-color.org). */
    static Paint paint() {
        return paint(Boolean.getBoolean(PROPERTY), System.getenv());
    }

    static Paint paint(boolean terminal, Map<String, String> environment) {
        boolean wanted = terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return wanted ? Paint.ANSI : Paint.NONE;
    }
}
