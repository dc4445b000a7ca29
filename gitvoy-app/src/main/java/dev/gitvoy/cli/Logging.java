package dev.gitvoy.cli;

/** How log lines look. To be chosen before the first logger is made. */
final class Logging {
    /** A line of text with {@code key="value"} pairs, or a JSON object a line. */
    enum Format {
        text,
        json
    }

    private Logging() {}

    static void use(Format format) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-" + format + ".xml");
        }
    }
}
