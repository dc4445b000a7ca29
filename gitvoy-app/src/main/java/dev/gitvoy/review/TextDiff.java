package dev.gitvoy.review;

import dev.gitvoy.gitsync.change.Change;
import dev.gitvoy.gitsync.change.Detail;
import dev.gitvoy.guard.Printable;
import dev.gitvoy.review.Paint.Tone;

/** Differences as lines: {@code + - ~} for what is new, gone or changed, by the groups that they reach. */
final class TextDiff {
    private static final int LONGEST = 2_000;

    private TextDiff() {}

    static String of(DiffReport report, Paint paint) {
        var text = new StringBuilder();
        line(text, paint.paint(Tone.QUIET, printable(report.from() + " -> " + report.to())));
        report.notes().forEach(note -> line(text, paint.paint(Tone.QUIET, "note: " + printable(note))));
        if (report.rejected()) {
            text.append(TextProblems.lines(report.target(), report.problems(), paint));
            line(text, paint.paint(Tone.ERROR, report.summary()));
            return text.toString();
        }
        line(text, paint.paint(Tone.STRONG, printable(report.summary())));
        report.byReach().forEach((reach, differences) -> {
            line(text, "");
            line(text, paint.paint(Tone.STRONG, printable(reach.toString())));
            differences.forEach(each -> difference(text, each.change(), paint));
        });
        return text.toString();
    }

    private static void difference(StringBuilder text, Change change, Paint paint) {
        var tone =
                switch (change.action()) {
                    case ADDED -> Tone.GOOD;
                    case REMOVED -> Tone.BAD;
                    case CHANGED -> Tone.CHANGED;
                };
        var what = printable(change.kind() + " " + change.name());
        var details = change.details();
        var start = "  " + paint.paint(tone, sign(change) + " " + what);
        if (details.size() == 1) {
            line(text, start + ": " + printable(detail(change, details.get(0))));
            return;
        }
        line(text, start);
        details.forEach(detail -> line(text, "      " + printable(detail(change, detail))));
    }

    static String sign(Change change) {
        return switch (change.action()) {
            case ADDED -> "+";
            case REMOVED -> "-";
            case CHANGED -> "~";
        };
    }

    /** Within what is new or gone as a whole, that each part is so goes without saying. */
    static String detail(Change change, Detail detail) {
        if (change.action() == Change.Action.CHANGED) {
            return detail.toString();
        }
        var value = detail.after().or(detail::before).orElse("");
        return detail.what().isEmpty() || value.isEmpty() ? detail.what() + value : detail.what() + " " + value;
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }

    private static String printable(String text) {
        return Printable.of(text, LONGEST);
    }
}
