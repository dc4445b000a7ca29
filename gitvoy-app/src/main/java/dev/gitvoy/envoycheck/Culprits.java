package dev.gitvoy.envoycheck;

import dev.gitvoy.envoycheck.Judge.Verdict;
import dev.gitvoy.xds.resource.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds every resource that is to blame, though a refusal names only one, and often in words that fit many: the shortest
 * beginning of the list that is refused ends in a culprit. It is taken out, and the rest is looked at again.
 */
final class Culprits {
    private static final int MOST_RUNS = 250;
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final Question question;
    private final long deadline = System.nanoTime() + LONGEST.toNanos();
    private int runs;

    /** What is asked about some of the resources. */
    @FunctionalInterface
    interface Question {
        Verdict ask(List<Resource> resources) throws IOException;
    }

    /**
     * What was found.
     *
     * @param culprits with the words about each, in order
     * @param unfinished why there may be more
     */
    record Found(Map<Resource, String> culprits, Optional<String> unfinished) {
        /** The same in a snapshot whose resources have the same names and content. */
        Found in(Snapshot before, Snapshot now) {
            var moved = new LinkedHashMap<Resource, String>();
            culprits.forEach((resource, words) ->
                    moved.put(now.inOrder().get(before.inOrder().indexOf(resource)), words));
            return new Found(moved, unfinished);
        }
    }

    Culprits(Question question) {
        this.question = question;
    }

    /** @throws IOException also when nothing at all is refused */
    Found find(List<Resource> resources) throws IOException {
        var culprits = new LinkedHashMap<Resource, String>();
        var live = new ArrayList<>(resources);
        // So many at the beginning are accepted, as is nothing at all.
        int good = 0;
        while (true) {
            var verdict = ask(live);
            if (verdict instanceof Verdict.Accepted) {
                return new Found(culprits, Optional.empty());
            }
            if (culprits.isEmpty() && ask(List.of()) instanceof Verdict.Refused refused) {
                throw new IOException("Envoy refuses even an empty configuration: " + refused.words());
            }
            int bad = live.size();
            while (verdict instanceof Verdict.Refused && bad - good > 1) {
                int middle = good + (bad - good) / 2;
                var next = ask(live.subList(0, middle));
                if (next instanceof Verdict.Accepted) {
                    good = middle;
                } else {
                    bad = middle;
                    verdict = next;
                }
            }
            if (verdict instanceof Verdict.Undecided undecided) {
                return new Found(culprits, Optional.of(undecided.why()));
            }
            culprits.put(live.remove(bad - 1), ((Verdict.Refused) verdict).words());
        }
    }

    private Verdict ask(List<Resource> resources) throws IOException {
        if (++runs > MOST_RUNS || System.nanoTime() > deadline) {
            return new Verdict.Undecided("too much of it is refused; mend what is found, then try again");
        }
        return question.ask(List.copyOf(resources));
    }
}
