package dev.gitvoy.review;

import dev.gitvoy.gitsync.source.Commit;

/** Problems for scripts. */
final class JsonProblems {
    private JsonProblems() {}

    static String of(CheckReport report) {
        var paths = FilePaths.of(report.target());
        var root = Json.object();
        root.put("commit", report.commit().map(Commit::id).orElse(null));
        root.putObject("summary")
                .put("ok", report.errors() == 0)
                .put("files", report.files())
                .put("errors", report.errors())
                .put("warnings", report.warnings());
        var problems = root.putArray("problems");
        report.problems()
                .forEach(problem -> problems.add(
                        Json.problem(problem, paths.inRepository(problem.at().file()))));
        return Json.text(root);
    }
}
