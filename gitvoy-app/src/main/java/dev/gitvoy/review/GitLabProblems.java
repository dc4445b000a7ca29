package dev.gitvoy.review;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gitvoy.gitsync.change.ShortDigest;
import java.util.HashMap;

/** Problems as GitLab's Code Quality report. */
final class GitLabProblems {
    private GitLabProblems() {}

    static String of(CheckReport report) {
        var paths = FilePaths.of(report.target());
        var root = JsonNodeFactory.instance.arrayNode();
        var seen = new HashMap<String, Integer>();
        for (var problem : report.problems()) {
            var file = paths.inRepository(problem.at().file());
            // Without the line: a problem that an edit above it moves is no new one.
            var what = file + "\0" + problem.code() + "\0" + problem.message();
            var fingerprint = ShortDigest.hex(what + "\0" + seen.merge(what, 1, Integer::sum));
            var issue = Json.object()
                    .put("description", problem.message())
                    .put("check_name", problem.code())
                    .put("fingerprint", fingerprint)
                    .put("severity", problem.isError() ? "blocker" : "minor");
            issue.putObject("location")
                    .put("path", file)
                    .putObject("lines")
                    .put("begin", problem.at().line());
            root.add(issue);
        }
        return Json.text(root);
    }
}
