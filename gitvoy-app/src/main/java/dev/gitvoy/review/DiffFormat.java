package dev.gitvoy.review;

/** How a {@link DiffReport} is written. */
public enum DiffFormat {
    /** For people at a terminal. */
    text,
    /** For a comment of a pull request; at most 60,000 characters. */
    markdown,
    /** For scripts; see docs/configuration.md. */
    json;

    /** @param paint colours of the text format; the others have none */
    public String write(DiffReport report, Paint paint) {
        return switch (this) {
            case text -> TextDiff.of(report, paint);
            case markdown -> MarkdownDiff.of(report);
            case json -> JsonDiff.of(report);
        };
    }
}
