package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code gitvoy serve} as a separate process, so that it can be killed. It is asked for free ports when it starts first,
 * and keeps its xDS and admin port and its state over restarts.
 */
final class GitvoyProcess implements AutoCloseable {
    /** How often the branch is polled. */
    static final Duration INTERVAL = Duration.ofMillis(200);

    private static final String MAIN = "dev.gitvoy.cli.Main";
    private static final Duration START = Duration.ofSeconds(60);

    private final String repository;
    private final Duration interval;
    private final Path directory;
    private final List<ChildProcess> runs = new ArrayList<>();
    private final List<String> options;
    private int xdsPort;
    private int xdsRestPort;
    private int rateLimitPort;
    private int rateLimitHttpPort;
    private int authzPort;
    private int adminPort;

    /**
     * A Gitvoy for this repository that does not run yet; state and logs go to the directory.
     *
     * @param options more of them for {@code serve}
     */
    GitvoyProcess(Path repository, Path directory, String... options) {
        this(repository.toString(), INTERVAL, directory, options);
    }

    /**
     * The same for a repository at an address, polled as often as it says.
     *
     * @param options more of them for {@code serve}
     */
    GitvoyProcess(String repository, Duration interval, Path directory, String... options) {
        this.repository = repository;
        this.interval = interval;
        this.directory = directory;
        this.options = List.of(options);
    }

    /** Starts Gitvoy, for the first time or after it has ended, and waits until it says that it is ready. */
    void start() {
        var run = ChildProcess.start(command(), directory.resolve("gitvoy-" + (runs.size() + 1) + ".log"));
        runs.add(run);
        Waiting.within(START, "gitvoy is ready").until(() -> !run.runs() || ready(run) != null);
        var ready = ready(run);
        if (ready == null) {
            throw new IllegalStateException("gitvoy ended before it was ready: " + run.output());
        }
        xdsPort = port(ready, "xds");
        xdsRestPort = port(ready, "xds-rest");
        rateLimitPort = port(ready, "ratelimit");
        rateLimitHttpPort = port(ready, "ratelimit-http");
        authzPort = port(ready, "authz");
        adminPort = port(ready, "admin");
    }

    int xdsPort() {
        return xdsPort;
    }

    int rateLimitPort() {
        return rateLimitPort;
    }

    int xdsRestPort() {
        return xdsRestPort;
    }

    int rateLimitHttpPort() {
        return rateLimitHttpPort;
    }

    int authzPort() {
        return authzPort;
    }

    /** The value of a counter or gauge with this name and these labels, as {@code /metrics} writes them; 0 if absent. */
    double metric(String nameAndLabels) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
                .sum();
    }

    /** Ends Gitvoy as an operator does (SIGTERM); returns its exit status. */
    int terminate() {
        return current().terminate();
    }

    /** Ends Gitvoy as a power cut does (SIGKILL). */
    void kill9() {
        current().kill9();
    }

    /** Of the admin port. */
    String address(String path) {
        return "http://127.0.0.1:" + adminPort + path;
    }

    /** Asks the admin API, which may answer with any status. */
    Http.Answer get(String path) {
        return Http.get(URI.create("http://127.0.0.1:" + adminPort + path));
    }

    /** Asks the admin API for something that it has. */
    JsonNode json(String path) {
        var answer = get(path);
        assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Runs a command of operators, for example {@code pin COMMIT}, and returns what became of it. */
    Command.Result operator(String... command) {
        var line = program();
        line.addAll(List.of(command));
        line.addAll(List.of("--admin", "http://127.0.0.1:" + adminPort));
        if (!command[0].equals("status")) {
            line.addAll(List.of(
                    "--token-file", directory.resolve("state/admin.token").toString()));
        }
        try {
            return new Command(directory, Map.of(), START).attempt(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Gitvoy says of the newest commit that it has seen. */
    JsonNode candidate() {
        return status().path("candidate");
    }

    /** Waits until a commit is held for this reason. */
    void awaitHeld(String commit, String code) {
        Waiting.soon("commit " + commit + " is held: " + code).until(() -> {
            var candidate = candidate();
            return candidate.path("commit").asText().equals(commit)
                    && candidate.path("state").asText().equals("held")
                    && candidate.at("/problems/0/code").asText().equals(code);
        });
    }

    JsonNode status() {
        return json("/api/status");
    }

    /** The id of the commit that is served, or an empty string. */
    String commit() {
        return status().path("commit").asText("");
    }

    /** Waits until this commit is served. */
    void awaitCommit(String commit) {
        Waiting.soon("commit " + commit + " is served").until(() -> commit().equals(commit));
    }

    /** Waits until every connected Envoy, of which there is one at least, has ACKed all of this commit. */
    void awaitAcked(String commit) {
        Waiting.soon("commit " + commit + " is ACKed").until(() -> {
            var status = status();
            int connected = status.at("/envoys/connected").asInt();
            return status.path("commit").asText().equals(commit)
                    && connected > 0
                    && status.at("/envoys/acked").asInt() == connected;
        });
    }

    /** What all runs have written so far. */
    String log() {
        return runs.stream().map(ChildProcess::output).collect(Collectors.joining("---- restarted ----\n"));
    }

    @Override
    public void close() {
        runs.forEach(ChildProcess::close);
    }

    private ChildProcess current() {
        return runs.get(runs.size() - 1);
    }

    private List<String> command() {
        var command = program();
        command.addAll(List.of(
                "serve",
                "--repo",
                repository,
                "--branch",
                "main",
                "--interval",
                interval.toMillis() + "ms",
                "--state-dir",
                directory.resolve("state").toString(),
                "--bind",
                "127.0.0.1",
                "--xds-port",
                Integer.toString(xdsPort),
                "--xds-rest-port",
                Integer.toString(xdsRestPort),
                "--ratelimit-port",
                Integer.toString(rateLimitPort),
                "--ratelimit-http-port",
                Integer.toString(rateLimitHttpPort),
                "--authz-port",
                Integer.toString(authzPort),
                "--admin-port",
                Integer.toString(adminPort)));
        command.addAll(options);
        return command;
    }

    /** What starts the program, to which a command and its options are added. */
    static List<String> program() {
        return new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath(), MAIN));
    }

    /** The distribution that the build made; where no build says where it is, this JVM's class path less its tests. */
    private static String classPath() {
        var distribution = System.getProperty("gitvoy.lib");
        if (distribution != null) {
            return distribution + File.separator + "*";
        }
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static @Nullable String ready(ChildProcess run) {
        return run.output()
                .lines()
                .filter(line -> line.startsWith("ready "))
                .findFirst()
                .orElse(null);
    }

    private static int port(String ready, String name) {
        var matcher =
                Pattern.compile(" " + Pattern.quote(name) + "=\\S+:(\\d+)").matcher(ready);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + "=HOST:PORT in: " + ready);
        }
        return Integer.parseInt(matcher.group(1));
    }
}
