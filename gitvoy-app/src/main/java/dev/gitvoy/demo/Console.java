package dev.gitvoy.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Prints the story: steps, the commands that a user could type, and what really happened. Any thread. */
final class Console {
    /** Set by the launcher when a person looks at the output; Java itself cannot tell in every version. */
    private static final String TERMINAL = "gitvoy.terminal";

    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String CYAN = "36";

    private final PrintStream out;
    private final boolean colour;
    private volatile boolean muted;

    Console(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** Standard output, in UTF-8 whatever the locale is. */
    static Console standard() {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Console(out, wantsColour(Boolean.getBoolean(TERMINAL), System.getenv()));
    }

    static boolean wantsColour(boolean terminal, Map<String, String> environment) {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    void title(String text) {
        print(painted(BOLD, text));
    }

    void fact(String name, String value) {
        print(String.format("  %-18s %s", name, value));
    }

    void step(int number, String text) {
        print("");
        print(painted(BOLD, number + ". " + text));
    }

    void heading(String text) {
        print("");
        print(painted(BOLD, text));
    }

    void command(String text) {
        print("   " + painted(CYAN, "$ " + text));
    }

    /** What a command printed. */
    void output(String text) {
        text.lines().forEach(line -> print("     " + line));
    }

    void note(String text) {
        print("   " + painted(DIM, text));
    }

    void good(String text) {
        print("   " + painted(GREEN, "✔") + " " + text);
    }

    void bad(String text) {
        var lines = text.lines().toList();
        print("   " + painted(RED, "✘ " + (lines.isEmpty() ? "" : lines.get(0))));
        lines.stream().skip(1).forEach(line -> print("     " + line));
    }

    void text(String text) {
        print(text);
    }

    /** Prints no more: the user has asked to end. */
    void mute() {
        muted = true;
    }

    private void print(String line) {
        if (!muted) {
            out.println(line);
        }
    }

    private String painted(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
