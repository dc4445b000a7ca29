package dev.gitvoy.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Commit;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Problems as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"). */
final class SarifProblems {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private static final String ROOT = "SRCROOT";

    private SarifProblems() {}

    static String of(CheckReport report) {
        var paths = FilePaths.of(report.target());
        var codes = new ArrayList<>(
                new TreeSet<>(report.problems().stream().map(Problem::code).toList()));
        var root = Json.object().put("$schema", SCHEMA).put("version", "2.1.0");
        var run = root.putArray("runs").addObject();
        rules(run.putObject("tool").putObject("driver"), codes);
        report.commit().map(Commit::id).ifPresent(commit -> run.putObject("properties")
                .put("commit", commit));
        // Columns count characters, not UTF-16 units.
        run.put("columnKind", "unicodeCodePoints");
        var results = run.putArray("results");
        report.problems().forEach(problem -> result(results.addObject(), problem, codes, paths));
        return Json.text(root);
    }

    private static void rules(ObjectNode driver, List<String> codes) {
        driver.put("name", "gitvoy");
        var version = SarifProblems.class.getPackage().getImplementationVersion();
        if (version != null) {
            driver.put("version", version);
        }
        ArrayNode rules = driver.putArray("rules");
        for (var code : codes) {
            var rule = rules.addObject().put("id", code);
            ProblemCodes.help(code).ifPresent(help -> {
                rule.putObject("shortDescription").put("text", help);
                rule.putObject("help").put("text", help);
            });
        }
    }

    private static void result(ObjectNode result, Problem problem, List<String> codes, FilePaths paths) {
        result.put("ruleId", problem.code())
                .put("ruleIndex", codes.indexOf(problem.code()))
                .put("level", problem.isError() ? "error" : "warning");
        result.putObject("message").put("text", problem.message());
        var location = result.putArray("locations").addObject().putObject("physicalLocation");
        location.putObject("artifactLocation")
                .put("uri", uri(paths.inRepository(problem.at().file())))
                .put("uriBaseId", ROOT);
        location.putObject("region")
                .put("startLine", problem.at().line())
                .put("startColumn", problem.at().column());
    }

    private static String uri(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path is always quoted: " + path, e);
        }
    }
}
