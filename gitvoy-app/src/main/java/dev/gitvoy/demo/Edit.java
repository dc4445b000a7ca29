package dev.gitvoy.demo;

import java.util.Locale;

/**
 * The command line that changes a text in the sample.
 *
 * @param sed with its flags: the one of BSD and macOS must be told that no copy is wanted
 */
record Edit(String sed) {
    static Edit ofThisSystem() {
        var linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        return new Edit(linux ? "sed -i" : "sed -i ''");
    }

    /** Neither text holds a character that has a meaning for sed or the shell's single quotes. */
    String command(String from, String to) {
        return command(from, to, QuickStart.ROUTES);
    }

    String command(String from, String to, String file) {
        return sed + " 's/" + from + "/" + to + "/' " + file;
    }
}
