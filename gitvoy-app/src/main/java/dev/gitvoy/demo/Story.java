package dev.gitvoy.demo;

import dev.gitvoy.client.GitvoyApi;
import dev.gitvoy.client.GitvoyStatus;
import dev.gitvoy.client.HttpJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The steps that the demo shows. Each prints the commands that a user could type, does just that, and looks at what really
 * happened: at the answers of the traffic, and at what Gitvoy says.
 */
final class Story {
    private static final long ANSWERS = 100;
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final String V1 = "v1";
    private static final String V2 = "v2";

    private final Console console;
    private final Shell shell;
    private final GitvoyApi gitvoy;
    private final URI listener;
    private final Traffic traffic;
    private final HttpJson http = new HttpJson();
    private final Edit edit = Edit.ofThisSystem();

    Story(Console console, Shell shell, GitvoyApi gitvoy, URI listener, Traffic traffic) {
        this.console = console;
        this.shell = shell;
        this.gitvoy = gitvoy;
        this.listener = listener;
        this.traffic = traffic;
    }

    /** Tells the whole story, or stops at the first step that did not happen. */
    void tell() throws IOException, InterruptedException, StepFailedException {
        trafficReachesV1();
        branchChangesNothing();
        var merge = mergeMovesTraffic();
        mistakeIsRefused(merge);
        revertOfMistakeIsServed();
        revertOfMergeMovesTrafficBack(merge);
        accountNeedsAKey();
        fourthRequestIsTooMany();
        mergeRaisesTheLimit();
        nothingFailed();
    }

    private void trafficReachesV1() throws IOException, InterruptedException, StepFailedException {
        console.step(1, "Traffic reaches version 1");
        curlListener();

        expectOnly(V1);
        console.good(ANSWERS + " more requests, all answered by v1");
    }

    private void branchChangesNothing() throws IOException, InterruptedException, StepFailedException {
        console.step(2, "A branch changes nothing");
        var before = shell.head();
        shell.run("git checkout -q -b to-v2");
        shell.run(edit.command("cluster: hello-v1", "cluster: hello-v2"));
        shell.run("git commit -q -a -m 'Send traffic to v2'");

        expectOnly(V1);
        var status = gitvoy.status();
        if (!status.commit().equals(before)) {
            throw new StepFailedException("Gitvoy serves " + status.commit() + ", but main is at " + before);
        }
        console.good(ANSWERS + " more requests, all answered by v1; Gitvoy serves main, commit "
                + GitvoyStatus.shortened(before));
    }

    /** Returns the merge commit. */
    private String mergeMovesTraffic() throws IOException, InterruptedException, StepFailedException {
        console.step(3, "Merged: the traffic moves to version 2");
        var moved = traffic.nextAnswerFrom(V2);
        shell.run("git checkout -q main");
        long merged = System.nanoTime();
        shell.run("git merge -q --no-ff -m 'Merge to-v2' to-v2");

        long millis = await(moved, merged, "no answer came from v2");
        var commit = shell.head();
        awaitServed(commit);
        curlListener();
        expectOnly(V2);
        console.good("the first answer from v2 came " + millis + " ms after the merge began");
        console.good("Gitvoy serves commit " + GitvoyStatus.shortened(commit) + ", and Envoy has confirmed it");
        return commit;
    }

    private void mistakeIsRefused(String served) throws IOException, InterruptedException, StepFailedException {
        console.step(4, "A mistake is refused, and the traffic flows on");
        shell.run(edit.command("cluster: hello-v2", "cluster: hello-v3"));
        shell.run("git commit -q -a -m 'Send traffic to v3, which nobody has written yet'");
        var commit = shell.head();
        boolean decided = Await.until(DEADLINE, () -> isDecided(commit));

        console.command("curl -s " + gitvoy.address("/api/status"));
        var status = gitvoy.status();
        if (!decided || !status.candidate().isRejected(commit)) {
            throw new StepFailedException("Gitvoy did not refuse commit " + commit + ", but says: " + status);
        }
        status.candidate().problems().forEach(problem -> console.output(problem.toString()));
        int line = lineOf("hello-v3");
        if (status.candidate().problems().stream()
                .noneMatch(problem -> problem.file().equals(QuickStart.ROUTES) && problem.line() == line)) {
            throw new StepFailedException(
                    "no problem names the mistake, which is at " + QuickStart.ROUTES + ":" + line);
        }
        if (!status.commit().equals(served)) {
            throw new StepFailedException("Gitvoy serves " + status.commit() + " instead of " + served);
        }
        console.good("commit " + GitvoyStatus.shortened(commit) + " is refused; Gitvoy still serves "
                + GitvoyStatus.shortened(served));
        expectOnly(V2);
        console.good(ANSWERS + " more requests, all answered by v2");
    }

    private boolean isDecided(String commit) throws IOException {
        var candidate = gitvoy.status().candidate();
        return candidate.commit().equals(commit) && candidate.isDecided();
    }

    private void revertOfMistakeIsServed() throws IOException, InterruptedException, StepFailedException {
        console.step(5, "The mistake is taken back");
        shell.run("git revert --no-edit HEAD");

        var commit = shell.head();
        awaitServed(commit);
        expectOnly(V2);
        console.good("Gitvoy serves commit " + GitvoyStatus.shortened(commit) + "; the traffic stays at v2");
    }

    private void revertOfMergeMovesTrafficBack(String merge)
            throws IOException, InterruptedException, StepFailedException {
        console.step(6, "Version 2 was no good: the merge is reverted");
        var moved = traffic.nextAnswerFrom(V1);
        long reverted = System.nanoTime();
        shell.run("git revert --no-edit -m 1 " + GitvoyStatus.shortened(merge));

        long millis = await(moved, reverted, "no answer came from v1");
        awaitServed(shell.head());
        curlListener();
        expectOnly(V1);
        console.good("the traffic is back at v1, " + millis + " ms after the revert began");
    }

    private void accountNeedsAKey() throws IOException, StepFailedException {
        console.step(7, "The same repository says who may pass");
        console.text("   authz/policies.yaml lets everybody in at /, and only those with a key at /account.");
        expectStatus(curlAccount(Map.of()), 401);
        console.good("without a key: 401, and the request never left Envoy");

        // Whoever claims to be somebody else is told apart: the header is the authorization service's to set.
        var answer = expectStatus(curlAccount(withKey("x-user-id", "mallory")), 200);
        if (!answer.body().strip().equals("hello from " + V1 + ", " + QuickStart.USER)) {
            throw new StepFailedException("the upstream should have seen " + QuickStart.USER + ", but answered: "
                    + answer.body().strip());
        }
        console.good("with a key it passes, and the upstream sees who it was, whatever the request claims");
    }

    private void fourthRequestIsTooMany() throws IOException, StepFailedException {
        console.step(8, "... and how often");
        console.text("   " + QuickStart.LIMITS + " allows each user 3 requests a day; one is used.");
        for (int request = 2; request <= 3; request++) {
            expectStatus(account(withKey()), 200);
        }
        var answer = expectStatus(curlAccount(withKey()), 429);
        if (!"0".equals(answer.headers().get("x-ratelimit-remaining"))) {
            throw new StepFailedException("the answer does not tell what remains: " + answer.headers());
        }
        console.good("the fourth request is one too many");
    }

    private void mergeRaisesTheLimit() throws IOException, InterruptedException, StepFailedException {
        console.step(9, "Merged: the limit is higher");
        shell.run("git checkout -q -b more-for-everybody");
        shell.run(edit.command("requests_per_unit: 3", "requests_per_unit: 1000", QuickStart.LIMITS));
        shell.run("git commit -q -a -m 'A thousand requests a day'");
        shell.run("git checkout -q main");
        shell.run("git merge -q --no-ff -m 'Merge more-for-everybody' more-for-everybody");
        awaitServed(shell.head());

        expectStatus(curlAccount(withKey()), 200);
        console.good("what was counted before is not forgotten, and there is more of it");
    }

    private HttpJson.Answer curlAccount(Map<String, String> headers) throws IOException {
        var command = new StringBuilder("curl -si");
        headers.forEach((name, value) ->
                command.append(" -H '").append(name).append(": ").append(value).append("'"));
        console.command(command + " " + account());
        var answer = account(headers);
        console.output("status " + answer.status());
        answer.headers().entrySet().stream()
                .filter(header -> header.getKey().startsWith("x-ratelimit-"))
                .forEach(header -> console.output(header.getKey() + ": " + header.getValue()));
        if (!answer.body().isBlank()) {
            console.output(answer.body());
        }
        return answer;
    }

    private HttpJson.Answer account(Map<String, String> headers) throws IOException {
        return http.get(account(), headers);
    }

    private URI account() {
        return listener.resolve("/account");
    }

    private static Map<String, String> withKey(String... more) throws IOException {
        var headers = new TreeMap<String, String>();
        headers.put("x-api-key", QuickStart.apiKey());
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    private static HttpJson.Answer expectStatus(HttpJson.Answer answer, int status) throws StepFailedException {
        if (answer.status() != status) {
            throw new StepFailedException("expected status " + status + ", but got " + answer.status() + ": "
                    + answer.body().strip());
        }
        return answer;
    }

    private void nothingFailed() throws StepFailedException {
        var total = traffic.total();
        console.heading("All along, " + total.requests() + " requests went through Envoy");
        if (total.failed() > 0) {
            throw new StepFailedException(total.failed() + " of them failed, first with: " + total.firstFailure());
        }
        console.good("0 failed");
    }

    private void curlListener() throws IOException {
        console.command("curl -s " + listener);
        console.output(http.get(listener).body());
    }

    private void expectOnly(String upstream) throws InterruptedException, StepFailedException {
        var tally = traffic.newTally();
        if (!tally.await(ANSWERS, DEADLINE)) {
            throw new StepFailedException(
                    "only " + tally.requests() + " requests were answered in " + DEADLINE.toSeconds() + " s");
        }
        if (!tally.isOnly(upstream)) {
            throw new StepFailedException("expected every answer from " + upstream + ", but got " + tally
                    + (tally.failed() == 0 ? "" : "; the first failure: " + tally.firstFailure()));
        }
    }

    private void awaitServed(String commit) throws IOException, InterruptedException, StepFailedException {
        boolean served = Await.until(DEADLINE, () -> {
            var status = gitvoy.status();
            return status.commit().equals(commit) && status.envoys().allAcked();
        });
        if (!served) {
            throw new StepFailedException("Envoy has not confirmed commit " + commit + " after " + DEADLINE.toSeconds()
                    + " s; Gitvoy says: " + gitvoy.status());
        }
    }

    /** Returns the milliseconds from the start to the awaited answer. */
    private static long await(CompletableFuture<Long> answer, long start, String otherwise)
            throws InterruptedException, StepFailedException {
        try {
            return TimeUnit.NANOSECONDS.toMillis(answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS) - start);
        } catch (TimeoutException e) {
            throw new StepFailedException(otherwise + " within " + DEADLINE.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The line of the routes that holds a text, counted from 1. */
    private int lineOf(String text) throws IOException {
        var lines = Files.readAllLines(shell.directory().resolve(QuickStart.ROUTES));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new IOException(QuickStart.ROUTES + " does not contain: " + text);
    }
}
