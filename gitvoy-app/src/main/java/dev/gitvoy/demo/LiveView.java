package dev.gitvoy.demo;

import dev.gitvoy.client.GitvoyApi;
import dev.gitvoy.client.GitvoyStatus;
import dev.gitvoy.client.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells what the user's own commits do, until it is interrupted: who answers, and what Gitvoy makes of a commit. */
final class LiveView {
    /** What a round counts; smaller changes than this are chance. */
    private static final long ANSWERS = 100;

    private static final long NOTABLE = 15;
    private static final Duration ROUND = Duration.ofSeconds(2);

    private final Console console;
    private final GitvoyApi gitvoy;
    private final Traffic traffic;
    private Map<String, Long> shares = Map.of();
    private String commit = "";

    LiveView(Console console, GitvoyApi gitvoy, Traffic traffic) {
        this.console = console;
        this.gitvoy = gitvoy;
        this.traffic = traffic;
    }

    void watch() throws InterruptedException {
        while (true) {
            tellOfCommits();
            var tally = traffic.newTally();
            if (!tally.await(ANSWERS, ROUND) && tally.requests() == 0) {
                console.bad("no answers for " + ROUND.toSeconds() + " s");
            }
            tellOfTraffic(tally);
        }
    }

    private void tellOfCommits() {
        try {
            var candidate = gitvoy.status().candidate();
            if (!candidate.isDecided() || candidate.commit().equals(commit)) {
                return;
            }
            if (candidate.state().equals("rejected")) {
                var problems =
                        candidate.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
                console.bad("commit " + GitvoyStatus.shortened(candidate.commit()) + " is refused\n" + problems);
            } else if (!commit.isEmpty()) {
                console.good("commit " + GitvoyStatus.shortened(candidate.commit()) + " is served");
            }
            commit = candidate.commit();
        } catch (IOException e) {
            console.bad("Gitvoy does not answer: " + e);
        }
    }

    private void tellOfTraffic(Tally tally) {
        long failed = tally.failed();
        if (failed > 0) {
            console.bad(failed + " requests failed, first with: " + tally.firstFailure());
        }
        long answered = tally.requests() - failed;
        if (answered == 0) {
            return;
        }
        var now = tally.answers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue() * 100 / answered));
        if (!now.keySet().equals(shares.keySet())
                || now.entrySet().stream()
                        .anyMatch(share ->
                                Math.abs(share.getValue() - shares.getOrDefault(share.getKey(), 0L)) >= NOTABLE)) {
            console.note("traffic: "
                    + now.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(share -> share.getValue() + " % " + share.getKey())
                            .collect(Collectors.joining(", ")));
            shares = now;
        }
    }
}
