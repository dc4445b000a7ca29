package dev.gitvoy.demo;

import dev.gitvoy.client.GitvoyApi;
import dev.gitvoy.client.HttpJson;
import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.envoy.Folder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * All that the story needs, running: two upstreams, the config repository, Gitvoy, Envoy and the traffic. Everything lies
 * in one directory, which is deleted at the end unless somebody should look at the logs. One thread.
 */
final class Stage implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);

    private final Console console;
    private final Path directory;
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final ServicePorts ports = ServicePorts.find();
    private boolean keepsLogs;

    Stage(Console console) throws IOException {
        this.console = console;
        this.directory = newDirectory();
        for (var part : new Path[] {repository(), state(), envoyDirectory()}) {
            Files.createDirectory(part);
        }
        var log = LogFile.open(gitvoyLog());
        closing.push(log::close);
    }

    /** The work tree with the sample in it, committed to main by commands that are shown. */
    Shell commitSample(int listenerPort) throws IOException {
        var v1 = upstream("v1");
        var v2 = upstream("v2");
        QuickStart.copy(repository(), new QuickStart.Ports(listenerPort, v1.port(), v2.port(), ports));
        var shell = new Shell(repository(), console, System.getenv());
        shell.run("cd " + repository());
        shell.run("git init -q -b main");
        shell.quietly("git config user.name 'Gitvoy demo'; git config user.email demo@example.invalid;"
                + " git config commit.gpgsign false");
        shell.run("git add .");
        shell.run("git commit -q -m 'The first configuration'");
        return shell;
    }

    GitvoyServer startGitvoy(GitvoyServerFactory factory)
            throws IOException, InterruptedException, StepFailedException {
        QuickStart.copyPepper(pepper());
        var server = factory.start(repository(), state(), pepper(), ports);
        closing.push(server::close);
        var api = new GitvoyApi(server.admin());
        if (!Await.until(READY, () -> api.ready().ok())) {
            throw new StepFailedException("Gitvoy is not ready after " + READY.toSeconds() + " s: "
                    + api.ready().body());
        }
        return server;
    }

    EnvoyProcess startEnvoy(EnvoyCommand command, int xdsPort) throws IOException, InterruptedException {
        var envoy = EnvoyProcess.start(command, QuickStart.bootstrap(xdsPort), envoyDirectory());
        closing.push(envoy::close);
        return envoy;
    }

    /** Starts the traffic as soon as the listener answers at all. */
    Traffic startTraffic(URI listener) throws IOException, InterruptedException, StepFailedException {
        var http = new HttpJson();
        if (!Await.until(READY, () -> answers(http, listener))) {
            throw new StepFailedException("nothing answers at " + listener + " after " + READY.toSeconds() + " s");
        }
        var traffic = Traffic.start(listener);
        closing.push(traffic::close);
        return traffic;
    }

    Path repository() {
        return directory.resolve("config");
    }

    Path gitvoyLog() {
        return directory.resolve("gitvoy.log");
    }

    Path envoyLog() {
        return envoyDirectory().resolve("envoy.log");
    }

    /** Leaves the directory in place when all has ended. */
    void keepLogs() {
        keepsLogs = true;
    }

    /** Ends everything, the last started first. */
    @Override
    public void close() throws IOException {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
        if (!keepsLogs) {
            Folder.delete(directory);
        }
    }

    /** Its name is short, for people will type it. */
    private static Path newDirectory() throws IOException {
        var temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
        var directory =
                temporary.resolve("gitvoy-demo-" + ProcessHandle.current().pid());
        try {
            return Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            return Files.createTempDirectory(temporary, "gitvoy-demo-");
        }
    }

    private Upstream upstream(String name) throws IOException {
        var upstream = Upstream.start(name);
        closing.push(upstream::close);
        return upstream;
    }

    private Path state() {
        return directory.resolve("state");
    }

    private Path pepper() {
        return directory.resolve("pepper");
    }

    private Path envoyDirectory() {
        return directory.resolve("envoy");
    }

    private static boolean answers(HttpJson http, URI address) {
        try {
            return http.get(address).ok();
        } catch (IOException e) {
            return false;
        }
    }
}
