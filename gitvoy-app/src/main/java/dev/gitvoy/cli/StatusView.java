package dev.gitvoy.cli;

import dev.gitvoy.client.CommitStatus;
import dev.gitvoy.client.GitvoyStatus;
import dev.gitvoy.client.GitvoyStatus.OrdersInForce;
import dev.gitvoy.client.Problem;
import dev.gitvoy.guard.Printable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A status for people: from the source to the Envoys, layer by layer. Used by one thread. */
final class StatusView {
    private static final String DETAIL = "            ";
    private static final int MOST_PROBLEMS = 50;
    private static final int MOST_REFUSALS = 20;
    private static final int LONGEST_TEXT = 500;

    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    private StatusView(Instant now) {
        this.now = now;
    }

    static List<String> lines(StatusSnapshot snapshot, Instant now) {
        var view = new StatusView(now);
        view.source(snapshot.status());
        view.served(snapshot);
        view.candidate(snapshot);
        view.layer("orders", orders(snapshot.status().orders()));
        view.envoys(snapshot);
        view.lines.add(verdict(snapshot));
        return view.lines;
    }

    /** All that matters in a line, without what changes all the time. */
    static String summary(StatusSnapshot snapshot) {
        var status = snapshot.status();
        var served = status.commit().isEmpty() ? "nothing" : GitvoyStatus.shortened(status.commit());
        var orders = status.orders();
        return "serving " + served + ", " + status.envoys().acked() + " of "
                + count(status.envoys().connected(), "Envoy") + " have it"
                + (orders.suspended() || !orders.pinned().isEmpty() ? "; " + standing(orders) : "") + "; "
                + verdict(snapshot);
    }

    /** What an operator has told it. */
    static String orders(OrdersInForce orders) {
        if (!orders.suspended() && orders.pinned().isEmpty()) {
            return "none: follows the source";
        }
        return standing(orders)
                + (orders.by().isEmpty() ? "" : ", by " + printable(orders.by()))
                + (orders.since().isEmpty() ? "" : ", since " + printable(orders.since()))
                + "; ends with: gitvoy resume";
    }

    private static String standing(OrdersInForce orders) {
        var standing = new ArrayList<String>();
        if (orders.suspended()) {
            standing.add("suspended");
        }
        if (!orders.pinned().isEmpty()) {
            standing.add("pinned to " + printable(orders.pinned()));
        }
        return String.join(", ", standing);
    }

    private static String verdict(StatusSnapshot snapshot) {
        return snapshot.isFine()
                ? "ok: the newest commit is served"
                : "not ok: " + printable(String.join("; ", snapshot.troubles()));
    }

    private void source(GitvoyStatus status) {
        var source = status.source();
        layer("source", printable((source.url() + " " + source.ref()).strip()));
        detail(source.lastFetch().isEmpty() ? "never fetched" : "last fetch " + time(source.lastFetch()));
        if (status.stale()) {
            detail("STALE: " + (source.error().isEmpty() ? "not asked yet" : printable(source.error())));
        }
    }

    private void served(StatusSnapshot snapshot) {
        var status = snapshot.status();
        if (status.commit().isEmpty()) {
            layer("serving", "nothing yet");
            return;
        }
        layer("serving", named(status.commit(), snapshot.served()));
        detail("since " + time(status.since()));
        snapshot.served().ifPresent(this::progress);
    }

    private void candidate(StatusSnapshot snapshot) {
        var newest = snapshot.status().candidate();
        if (newest.commit().isEmpty()) {
            layer("candidate", "none was fetched yet");
        } else if (newest.commit().equals(snapshot.status().commit())) {
            layer("candidate", "none: nothing is newer");
        } else {
            layer("candidate", named(newest.commit(), snapshot.candidate()) + " is " + printable(newest.state()));
            snapshot.candidate().ifPresentOrElse(this::progress, () -> problems(newest.commit(), newest.problems()));
        }
    }

    private static String named(String commit, Optional<CommitStatus> details) {
        return printable(GitvoyStatus.shortened(commit))
                + details.map(known -> " \"" + printable(known.subject()) + "\""
                                + (known.author().isEmpty() ? "" : " by " + printable(known.author())))
                        .orElse("");
    }

    private void progress(CommitStatus commit) {
        commit.times().forEach((state, at) -> detail(String.format("%-10s %s", printable(state), time(at))));
        var acked = commit.acked();
        detail(String.format(
                "%-10s by %d of %s%s",
                "acked",
                acked.have(),
                count(acked.of(), "Envoy"),
                acked.since().isEmpty() ? "" : ", by all at " + time(acked.since())));
        problems(commit.commit(), commit.problems());
    }

    private void problems(String commit, List<Problem> problems) {
        problems.stream()
                .limit(MOST_PROBLEMS)
                .forEach(problem -> detail(printable(problem.file()) + ":" + problem.line() + ":" + problem.column()
                        + ": " + (problem.isError() ? "" : "warning: ") + printable(problem.message())));
        if (problems.size() > MOST_PROBLEMS) {
            detail("and " + (problems.size() - MOST_PROBLEMS) + " more: see /api/commits/" + printable(commit));
        }
    }

    private void envoys(StatusSnapshot snapshot) {
        var envoys = snapshot.status().envoys();
        layer(
                "envoys",
                envoys.connected() + " connected, " + envoys.acked() + " acked, " + envoys.nacked() + " nacked");
        var refusals = snapshot.served().map(CommitStatus::refusals).orElse(List.of());
        refusals.stream()
                .limit(MOST_REFUSALS)
                .forEach(refusal -> detail(printable(refusal.envoy()) + " refuses " + printable(refusal.type()) + ": "
                        + printable(refusal.error())
                        + (refusal.at().isEmpty() ? "" : " (" + printable(refusal.at()) + ")")));
        if (refusals.size() > MOST_REFUSALS) {
            detail("and " + (refusals.size() - MOST_REFUSALS) + " more: see /api/envoys");
        }
    }

    private void layer(String name, String text) {
        lines.add(String.format("%-11s %s", name, text));
    }

    private void detail(String text) {
        lines.add(DETAIL + text);
    }

    /** A time, and how long ago that is. */
    private String time(String told) {
        try {
            var at = Instant.parse(told);
            return at.truncatedTo(ChronoUnit.MILLIS) + " (" + age(Duration.between(at, now)) + ")";
        } catch (DateTimeException e) {
            return printable(told);
        }
    }

    private static String age(Duration age) {
        if (age.isNegative() || age.toSeconds() == 0) {
            return "now";
        }
        if (age.toMinutes() == 0) {
            return age.toSeconds() + " s ago";
        }
        if (age.toHours() == 0) {
            return age.toMinutes() + " min ago";
        }
        return age.toDays() == 0 ? age.toHours() + " h ago" : count(age.toDays(), "day") + " ago";
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Authors and Envoys write what a terminal must not obey. */
    private static String printable(String text) {
        return Printable.of(text, LONGEST_TEXT);
    }
}
