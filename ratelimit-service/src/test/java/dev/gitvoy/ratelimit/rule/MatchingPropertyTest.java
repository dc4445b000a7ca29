package dev.gitvoy.ratelimit.rule;

import static dev.gitvoy.ratelimit.rule.RuleTesting.descriptor;
import static dev.gitvoy.ratelimit.rule.RuleTesting.release;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compiled matching against the algorithm of the reference written down as it is described: lists, searched in order. */
class MatchingPropertyTest {
    private static final String[] KEYS = {"k", "l"};
    private static final String[] VALUES = {"", "a", "b", "ab", "a*", "*b", "*", "a*b"};

    /** @param limit 0 for none */
    record Node(String key, String value, int limit, List<Node> children) {
        Node numbered(int number) {
            return new Node(key, value, limit == 0 ? 0 : number, children);
        }
    }

    record Entry(String key, String value) {}

    @Property(tries = 500)
    void find_anyTree_findsWhatTheReferenceFinds(
            @ForAll("trees") List<Node> tree, @ForAll("requests") List<List<Entry>> requests) {
        var numbered = numbered(tree, new int[1]);
        var rules = new LiveRules();
        rules.onRelease(release("domain: d\ndescriptors: " + yaml(numbered) + "\n"));

        for (var request : requests) {
            var entries = request.stream()
                    .flatMap(entry -> List.of(entry.key(), entry.value()).stream())
                    .toArray(String[]::new);

            assertThat(rules.current().limit("d", descriptor(entries)).map(Limit::requestsPerUnit))
                    .as("%s in %s", request, numbered)
                    .isEqualTo(naive(numbered, request));
        }
    }

    private static Optional<Long> naive(List<Node> level, List<Entry> request) {
        Optional<Long> found = Optional.empty();
        for (int i = 0; i < request.size(); i++) {
            var node = chosen(level, request.get(i));
            if (node.isEmpty()) {
                break;
            }
            if (i == request.size() - 1 && node.get().limit() > 0) {
                found = Optional.of((long) node.get().limit());
            }
            level = node.get().children();
            if (level.isEmpty()) {
                break;
            }
        }
        return found;
    }

    private static Optional<Node> chosen(List<Node> level, Entry entry) {
        var ofKey =
                level.stream().filter(node -> node.key().equals(entry.key())).toList();
        return ofKey.stream()
                .filter(node -> !node.value().isEmpty()
                        && !node.value().contains("*")
                        && node.value().equals(entry.value()))
                .findFirst()
                .or(() -> ofKey.stream()
                        .filter(node -> node.value().contains("*")
                                && entry.value().matches(node.value().replace("*", ".*")))
                        .findFirst())
                .or(() -> ofKey.stream().filter(node -> node.value().isEmpty()).findFirst());
    }

    @Provide
    Arbitrary<List<Node>> trees() {
        return level(3);
    }

    private static Arbitrary<List<Node>> level(int depth) {
        Arbitrary<List<Node>> below =
                depth == 1 ? Arbitraries.just(List.of()) : Arbitraries.lazy(() -> level(depth - 1));
        return Combinators.combine(
                        Arbitraries.of(KEYS),
                        Arbitraries.of(VALUES),
                        Arbitraries.integers().between(0, 2),
                        below)
                .as(Node::new)
                .list()
                .ofMaxSize(4)
                .map(MatchingPropertyTest::withoutDuplicates);
    }

    private static List<Node> withoutDuplicates(List<Node> nodes) {
        var seen = new HashSet<Entry>();
        return nodes.stream()
                .filter(node -> seen.add(new Entry(node.key(), node.value())))
                .toList();
    }

    @Provide
    Arbitrary<List<List<Entry>>> requests() {
        return Combinators.combine(Arbitraries.of(KEYS), Arbitraries.of("", "a", "b", "ab", "aab", "c"))
                .as(Entry::new)
                .list()
                .ofMaxSize(4)
                .list()
                .ofSize(20);
    }

    /** Gives each limit a number of its own, by which it is told from the others. */
    private static List<Node> numbered(List<Node> nodes, int[] last) {
        var numbered = new ArrayList<Node>();
        for (var node : nodes) {
            var own = node.numbered(++last[0]);
            numbered.add(new Node(own.key(), own.value(), own.limit(), numbered(own.children(), last)));
        }
        return numbered;
    }

    private static String yaml(List<Node> nodes) {
        return nodes.stream()
                .map(node -> "{key: %s, value: \"%s\"%s, descriptors: %s}"
                        .formatted(
                                node.key(),
                                node.value(),
                                node.limit() == 0
                                        ? ""
                                        : ", rate_limit: {unit: day, requests_per_unit: " + node.limit() + "}",
                                yaml(node.children())))
                .toList()
                .toString();
    }
}
