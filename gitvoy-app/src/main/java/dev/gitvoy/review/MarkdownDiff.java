package dev.gitvoy.review;

import dev.gitvoy.gitsync.change.Change;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Differences for a comment of a pull request: a headline, and a table for each set of groups that is reached. */
final class MarkdownDiff {
    /** By this, a workflow finds the comment that it wrote before. */
    static final String MARK = "<!-- gitvoy diff -->";
    /** GitHub takes 65,536. */
    static final int MOST = 60_000;

    private static final int RESERVE = 600;
    private static final int LONGEST = 200;
    private static final int DETAILS = 25;
    /** More would push the conversation out of sight. */
    private static final int OPEN_ROWS = 20;

    private final StringBuilder text = new StringBuilder();
    private int left;

    private MarkdownDiff() {}

    static String of(DiffReport report) {
        var diff = new MarkdownDiff();
        diff.write(report);
        return diff.text.toString();
    }

    private void write(DiffReport report) {
        line(MARK);
        line("### Gitvoy: " + Markdown.text(report.summary(), 2 * LONGEST));
        line("");
        line(Markdown.code(report.from().toString(), LONGEST) + " → "
                + Markdown.code(report.to().toString(), LONGEST));
        report.notes().forEach(note -> {
            line("");
            line("> " + Markdown.text(note, 2 * LONGEST));
        });
        if (report.rejected()) {
            problems(report.problems());
        } else {
            boolean open = report.differences().size() <= OPEN_ROWS;
            report.byReach().forEach((reach, differences) -> section(reach, differences, open));
        }
        if (left > 0) {
            line("");
            line("**" + left + " more " + (left == 1 ? "is" : "are") + " left out here for their length; `gitvoy diff`"
                    + " prints all.**");
        }
    }

    private void section(Reach reach, List<Difference> differences, boolean open) {
        if (isFull()) {
            left += differences.size();
            return;
        }
        line("");
        line("<details" + (open ? " open" : "") + "><summary>" + Markdown.code(reach.toString(), LONGEST) + ": "
                + Words.count(differences.size(), "change") + "</summary>");
        line("");
        line("| | What | Change |");
        line("|---|---|---|");
        differences.forEach(each -> row(row(each.change())));
        line("");
        line("</details>");
    }

    private static String row(Change change) {
        var details = change.details().stream()
                .limit(DETAILS)
                .map(detail -> Markdown.code(TextDiff.detail(change, detail), LONGEST))
                .collect(Collectors.joining("<br>"));
        int more = change.details().size() - DETAILS;
        return "| " + change.action().name().toLowerCase(java.util.Locale.ROOT) + " | " + change.kind() + " "
                + Markdown.code(change.name(), LONGEST) + " | " + details
                + (more > 0 ? "<br>and " + more + " more" : "") + " |";
    }

    private void problems(List<Problem> problems) {
        line("");
        line("| Where | What is wrong |");
        line("|---|---|");
        problems.forEach(problem -> row("| " + Markdown.code(problem.at().toString(), LONGEST) + " | "
                + (problem.isError() ? "" : "warning: ") + Markdown.code(problem.message(), 2 * LONGEST) + " |"));
    }

    private void row(String row) {
        if (text.length() + row.length() > MOST - RESERVE) {
            left++;
        } else {
            line(row);
        }
    }

    private boolean isFull() {
        return text.length() > MOST - 2 * RESERVE;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
