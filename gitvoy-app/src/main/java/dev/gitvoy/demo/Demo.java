package dev.gitvoy.demo;

import dev.gitvoy.client.GitvoyApi;
import dev.gitvoy.envoy.EnvoyBinary;
import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.envoy.EnvoyNotFoundException;
import dev.gitvoy.envoy.Programs;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole of Gitvoy on this machine: sample repository, Gitvoy, a real Envoy, live traffic, and the story of a merge. */
public final class Demo {
    private static final Logger log = LoggerFactory.getLogger(Demo.class);
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final Duration CLEANED_UP = Duration.ofSeconds(20);

    private final GitvoyServerFactory factory;
    private final Console console;

    public Demo(GitvoyServerFactory factory) {
        this(factory, Console.standard());
    }

    Demo(GitvoyServerFactory factory, Console console) {
        this.factory = factory;
        this.console = console;
    }

    /**
     * Tells the story; returns the exit status: 0, or 1 when a step did not happen.
     *
     * @param once end after the story; else everything stays up until the process is asked to end (Ctrl-C)
     */
    public int run(boolean once) {
        var teller = Thread.currentThread();
        var cleanedUp = new CountDownLatch(1);
        // The story's own thread cleans up, whatever it was about to start; the JVM must not end before. It is not
        // joined:
        // it may go on to call System.exit, which would wait for this hook.
        var hook = new Thread(() -> {
            console.mute();
            teller.interrupt();
            await(cleanedUp);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return show(once);
        } catch (InterruptedException e) {
            return FAILED;
        } finally {
            cleanedUp.countDown();
            removeHook(hook);
        }
    }

    private int show(boolean once) throws InterruptedException {
        console.title("Gitvoy demo: a merged Git branch changes what a real Envoy does");
        try {
            if (new Programs(System.getenv(), Map.of()).find("git").isEmpty()) {
                console.bad("git is not on the PATH; install it (Debian and Ubuntu: apt-get install git)");
                return FAILED;
            }
            var envoy = EnvoyBinary.find(console::note);
            try (var stage = new Stage(console)) {
                return perform(stage, envoy, once);
            }
        } catch (EnvoyNotFoundException e) {
            console.bad(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warn("The demo's files could not be written or deleted", e);
            console.bad("the demo's files could not be written or deleted: " + e);
        }
        return FAILED;
    }

    private int perform(Stage stage, EnvoyCommand command, boolean once) throws InterruptedException {
        try {
            var listener = URI.create("http://127.0.0.1:" + FreePort.find() + "/");
            console.step(0, "The stage: a Git repository, Gitvoy and " + command);
            var shell = stage.commitSample(listener.getPort());
            var server = stage.startGitvoy(factory);
            var envoy = stage.startEnvoy(command, server.xdsPort());
            var traffic = stage.startTraffic(listener);
            var gitvoy = new GitvoyApi(server.admin());
            console.good("Gitvoy is ready, Envoy has its configuration, 100 requests a second are on their way");

            new Story(console, shell, gitvoy, listener, traffic).tell();
            if (!once) {
                stayUp(stage, gitvoy, envoy, listener, traffic);
            }
            return DONE;
        } catch (StepFailedException | IOException | RuntimeException e) {
            log.warn("The story stopped", e);
            console.bad(e instanceof RuntimeException ? e.toString() : String.valueOf(e.getMessage()));
            console.heading("The logs are kept:");
            console.fact("Gitvoy", stage.gitvoyLog().toString());
            console.fact("Envoy", stage.envoyLog().toString());
            stage.keepLogs();
            return FAILED;
        } finally {
            // What the user's Ctrl-C interrupted is over; the clean-up that follows is not to be interrupted.
            var unused = Thread.interrupted();
        }
    }

    private void stayUp(Stage stage, GitvoyApi gitvoy, EnvoyProcess envoy, URI listener, Traffic traffic)
            throws IOException, InterruptedException {
        var edit = Edit.ofThisSystem();
        console.heading("It stays up until Ctrl-C");
        console.fact("Config repository", stage.repository().toString());
        console.fact("Through Envoy", listener.toString());
        console.fact("Gitvoy", gitvoy.address("/api/status").toString());
        console.fact("Envoy's admin", envoy.adminAddress().toString());
        console.heading("Three things to try, in another terminal");
        console.text("   Send a tenth of the traffic to v2:");
        console.command("cd " + stage.repository());
        console.command(edit.command(
                "cluster: hello-v1",
                "weighted_clusters: {clusters: [{name: hello-v1, weight: 90}, {name: hello-v2, weight: 10}]}"));
        console.command("git commit -a -m 'A tenth to v2'");
        console.text("   See which Envoy has which commit:");
        console.command("curl -s " + gitvoy.address("/api/envoys"));
        console.text("   Make a mistake, and take it back:");
        for (var command : List.of(
                edit.command("prefix:", "prefx:"), "git commit -a -m 'A typing error'", "git revert --no-edit HEAD")) {
            console.command(command);
        }
        console.heading("What happens now:");
        new LiveView(console, gitvoy, traffic).watch();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(CLEANED_UP.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("The clean-up is not done after {} s", CLEANED_UP.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook has begun.
        }
    }
}
