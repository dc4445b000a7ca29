package dev.gitvoy.review;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.review.DiffReport.Side;
import java.util.Locale;

/** Differences for scripts. */
final class JsonDiff {
    private JsonDiff() {}

    static String of(DiffReport report) {
        var paths = FilePaths.of(report.target());
        var root = Json.object();
        side(root.putObject("from"), report.from());
        side(root.putObject("to"), report.to());
        var notes = root.putArray("notes");
        report.notes().forEach(notes::add);
        var summary = root.putObject("summary").put("text", report.summary());
        report.counts().forEach(summary.putObject("counts")::put);
        reach(summary.putObject("reaches"), report.reach());
        var changes = root.putArray("changes");
        report.differences().forEach(each -> change(changes.addObject(), each, paths));
        var problems = root.putArray("problems");
        report.problems()
                .forEach(problem -> problems.add(
                        Json.problem(problem, paths.inRepository(problem.at().file()))));
        return Json.text(root);
    }

    private static void side(ObjectNode node, Side side) {
        node.put("name", side.name())
                .put("commit", side.commit().map(Commit::id).orElse(null));
    }

    private static void reach(ObjectNode node, Reach reach) {
        node.put("all", reach.everyone());
        var groups = node.putArray("groups");
        reach.groups().forEach(groups::add);
    }

    private static void change(ObjectNode node, Difference difference, FilePaths paths) {
        var change = difference.change();
        node.put("action", change.action().name().toLowerCase(Locale.ROOT))
                .put("kind", change.kind())
                .put("name", change.name())
                .put("group", change.scope().isEmpty() ? null : change.scope())
                .put("file", paths.inRepository(change.at().file()))
                .put("line", change.at().line());
        reach(node.putObject("reaches"), difference.reach());
        var details = node.putArray("details");
        change.details().forEach(detail -> details.addObject()
                .put("what", detail.what())
                .put("before", detail.before().orElse(null))
                .put("after", detail.after().orElse(null)));
    }
}
