package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The commands that the README and the examples for CI print, run by a real bash as they are printed. */
class PrintedCommandsIT {
    private static final Path PROJECT = Path.of("..");

    @TempDir
    private Path temp;

    private SampleRepository repository;

    @BeforeEach
    void init() throws IOException {
        repository = SampleRepository.init(temp.resolve("repository"));
    }

    @Test
    void readme_validateAndDiff_workOnTheExamples() throws Exception {
        copy(PROJECT.resolve("examples"), "examples");
        repository.commit("examples");
        ShellRun.launcher(repository.path());
        edit("examples/quickstart/xds/edge/routes.yaml", "cluster: hello-v1", "cluster: hello-v2");
        var commands = Files.readAllLines(PROJECT.resolve("README.md")).stream()
                .filter(line -> line.matches(" {4}\\./gitvoy (validate|diff) .*"))
                .toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(2);

        for (var command : commands) {
            var run = ShellRun.of(repository.path(), Map.of(), command);

            assertThat(run.exitCode())
                    .as("%s: %s %s", command, run.out(), run.err())
                    .isZero();
            assertThat(run.out())
                    .as(command)
                    .contains(command.contains("diff") ? "/: cluster hello-v1 -> hello-v2" : "ok: ");
        }
    }

    @Test
    void github_goodPullRequest_isExplained() throws Exception {
        pullRequest("cluster: hello-v2");

        var runs = run("github-actions.yml");

        assertThat(runs).hasSize(3).allSatisfy((command, run) -> assertThat(run.exitCode())
                .as("%s: %s %s", command, run.out(), run.err())
                .isZero());
        assertThat(the(runs, "gitvoy validate --format github").out())
                .contains("ok: ")
                .doesNotContain("::error");
        assertThat(file("gitvoy-diff.md"))
                .startsWith("<!-- gitvoy diff -->\n### Gitvoy: 1 route; group edge\n")
                .contains("cluster hello-v1 -&#62; hello-v2")
                .doesNotContain("README");
        assertThat(file("gitvoy.sarif")).contains("\"version\": \"2.1.0\"");
        assertThat(Files.readString(PROJECT.resolve("examples/ci/github-actions.yml")))
                .contains("startswith(\"<!-- gitvoy diff -->\")");
    }

    @Test
    void github_badPullRequest_failsAndSaysWhere() throws Exception {
        pullRequest("clustr: hello-v2");

        var runs = run("github-actions.yml");

        assertThat(the(runs, "gitvoy validate --format github").exitCode()).isEqualTo(1);
        assertThat(the(runs, "gitvoy validate --format github").out())
                .contains("::error file=xds/edge/routes.yaml,line=11,col=15,title=gitvoy%3A unknown-field::");
        assertThat(file("gitvoy-diff.md")).contains("xds/edge/routes.yaml:11:15");
        assertThat(file("gitvoy.sarif")).contains("\"ruleId\": \"unknown-field\"");
        // So that the report is uploaded.
        assertThat(runs.entrySet().stream().filter(run -> run.getKey().contains("sarif")))
                .singleElement()
                .satisfies(run -> assertThat(run.getValue().exitCode()).isZero());
    }

    @Test
    void gitlab_goodMergeRequest_isExplained() throws Exception {
        pullRequest("cluster: hello-v2");

        var runs = run("gitlab-ci.yml");

        assertThat(runs).hasSize(2).allSatisfy((command, run) -> assertThat(run.exitCode())
                .as("%s: %s %s", command, run.out(), run.err())
                .isZero());
        assertThat(file("gl-code-quality-report.json")).startsWith("[").doesNotContain("blocker");
        assertThat(file("gitvoy-diff.md")).contains("cluster hello-v1 -&#62; hello-v2");
    }

    @Test
    void gitlab_badMergeRequest_failsAndSaysWhere() throws Exception {
        pullRequest("clustr: hello-v2");

        var runs = run("gitlab-ci.yml");

        assertThat(runs).allSatisfy((command, run) -> assertThat(run.exitCode()).isEqualTo(1));
        assertThat(runs.values())
                .anySatisfy(run -> assertThat(run.out()).contains("xds/edge/routes.yaml:11:15: error: unknown field"));
        assertThat(file("gl-code-quality-report.json")).contains("\"check_name\": \"unknown-field\"");
        assertThat(file("gitvoy-diff.md")).contains("xds/edge/routes.yaml:11:15");
    }

    /** The quickstart is main; a branch has another route; main has gone on, and what is checked out is their merge. */
    private void pullRequest(String route) throws IOException {
        copy(PROJECT.resolve("examples/quickstart"), "");
        repository.commit("quickstart");
        repository.git("checkout", "-q", "-b", "change");
        edit("xds/edge/routes.yaml", "cluster: hello-v1", route);
        repository.commit("change");
        repository.git("checkout", "-q", "main");
        repository.write("README.md", "goes on");
        repository.commit("goes on");
        repository.git("checkout", "-q", "--detach", "main");
        repository.git("merge", "-q", "--no-ff", "--no-gpg-sign", "-m", "merge", "change");
    }

    /** Runs all lines of a file that call the program; returns what became of each. */
    private Map<String, ShellRun> run(String name) throws Exception {
        ShellRun.launcher(temp.resolve("bin"));
        var base = repository.git("rev-parse", "main");
        var environment = Map.of(
                "PATH", temp.resolve("bin") + ":" + System.getenv("PATH"),
                "BASE", base,
                "CI_MERGE_REQUEST_DIFF_BASE_SHA", base);
        var lines = new ArrayList<String>();
        var yaml = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(PROJECT.resolve("examples/ci").resolve(name)));
        collect(yaml, lines);
        var runs = new HashMap<String, ShellRun>();
        for (var line : lines) {
            runs.put(line, ShellRun.of(repository.path(), environment, line));
        }
        return runs;
    }

    private static ShellRun the(Map<String, ShellRun> runs, String command) {
        return Objects.requireNonNull(runs.get(command), command);
    }

    private static void collect(Object yaml, List<String> lines) {
        if (yaml instanceof Map<?, ?> map) {
            map.values().forEach(value -> collect(value, lines));
        } else if (yaml instanceof Collection<?> list) {
            list.forEach(item -> collect(item, lines));
        } else if (yaml instanceof String text) {
            text.lines().filter(line -> line.startsWith("gitvoy ")).forEach(lines::add);
        }
    }

    private void copy(Path from, String to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var path = from.relativize(file).toString();
                repository.write(to.isEmpty() ? path : to + "/" + path, Files.readString(file));
            }
        }
    }

    private void edit(String file, String before, String after) throws IOException {
        var content = file(file);
        assertThat(content).contains(before);
        repository.write(file, content.replace(before, after));
    }

    private String file(String name) throws IOException {
        return Files.readString(repository.path().resolve(name));
    }
}
