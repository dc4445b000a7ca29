package dev.gitvoy.envoycheck;

import java.util.Optional;
import java.util.regex.Pattern;

/** What Envoy printed, as far as an author wants to read it. */
final class Words {
    /** Begins each of Envoy's messages, which may have many lines. */
    static final String LOG_FORMAT = "gitvoy|%l|%v";

    private static final String CRITICAL = "gitvoy|critical|";
    private static final String NEXT = "\ngitvoy|";
    private static final int LONGEST = 500;

    private static final Pattern PREFIX = Pattern.compile("^error initializing configuration '[^']*': ");
    /** Before it, Envoy prints the message as a whole. */
    private static final Pattern CONSTRAINT = Pattern.compile("(?s)^.*(Proto constraint validation failed \\(.*)$");
    /** Our own wrapping. */
    private static final Pattern WRAPPING =
            Pattern.compile("BootstrapValidationError\\.StaticResources: embedded message"
                    + " failed validation \\| caused by StaticResourcesValidationError\\.\\w+\\[\\d+\\]: embedded message failed"
                    + " validation \\| caused by ");

    /** From one message to a field of it: {@code AValidationError.B: embedded .. | caused by CValidationError.D: ..}. */
    private static final Pattern STEP =
            Pattern.compile(": embedded message failed validation \\| caused by (?:\\w+ValidationError\\.)?");

    private static final Pattern MESSAGE = Pattern.compile("(\\w+)ValidationError\\.");
    private static final Pattern REQUIRED = Pattern.compile("[.(]field: \"(\\w+)\", reason: is required");
    private static final Pattern DEBUG_MARK = Pattern.compile("goo\\.gle/debug\\w+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Words() {}

    /** Why Envoy refuses, in one line; nothing when it does not say. */
    static Optional<String> of(String output) {
        int start = output.indexOf(CRITICAL);
        if (start < 0 && !CONSTRAINT.matcher(output).matches()) {
            return Optional.empty();
        }
        // Without its beginning when that was too long to be kept.
        var words = output.substring(start < 0 ? 0 : start + CRITICAL.length());
        int end = words.indexOf(NEXT);
        words = end < 0 ? words : words.substring(0, end);
        words = PREFIX.matcher(words).replaceFirst("");
        words = CONSTRAINT.matcher(words).replaceFirst("$1");
        words = WRAPPING.matcher(words).replaceFirst("");
        words = STEP.matcher(words).replaceAll(".");
        words = MESSAGE.matcher(words).replaceAll("$1.");
        words = REQUIRED.matcher(words).replaceAll(": one of \"$1\" is required");
        words = DEBUG_MARK.matcher(words).replaceAll("");
        words = BLANKS.matcher(words).replaceAll(" ").strip();
        return Optional.of(words.length() > LONGEST ? words.substring(0, LONGEST) + ".." : words);
    }
}
