package dev.gitvoy.review;

/** How a {@link CheckReport} is written. */
public enum CheckFormat {
    /** For people and editors: {@code path:line:col: error: message [code]}. */
    text,
    /** For scripts; see docs/configuration.md. */
    json,
    /** SARIF 2.1.0, for code scanning. */
    sarif,
    /** Workflow commands, which GitHub shows beside the lines of a pull request. */
    github,
    /** A Code Quality report, which GitLab shows in a merge request. */
    gitlab;

    /** @param paint colours of the text format; the others have none */
    public String write(CheckReport report, Paint paint) {
        return switch (this) {
            case text -> TextProblems.of(report, paint);
            case json -> JsonProblems.of(report);
            case sarif -> SarifProblems.of(report);
            case github -> GitHubProblems.of(report);
            case gitlab -> GitLabProblems.of(report);
        };
    }
}
