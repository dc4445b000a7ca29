package dev.gitvoy.authz.policy;

import static dev.gitvoy.authz.policy.PolicyTesting.policy;
import static dev.gitvoy.authz.policy.PolicyTesting.release;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {
    private final LivePolicies policies = new LivePolicies();

    private String find(String host, String path, String method) {
        return policies.find(host, PathPattern.split(path), method)
                .map(found -> found.policy().name())
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com, /v1/orders,       GET,  orders",
        "api.example.com, /v1/orders/,      GET,  orders",
        "api.example.com, /v1/orders/7,     GET,  order",
        "api.example.com, /v1/orders/all,   GET,  all-orders",
        "api.example.com, /v1/orders/7/x,   GET,  below",
        "api.example.com, /v1,              GET,  below",
        "api.example.com, /v2,              GET,  everywhere",
        "x.example.com,   /v1/orders,       GET,  wild",
        "a.x.example.com, /v1/orders,       GET,  wilder",
        "example.com,     /,                GET,  everywhere",
        "elsewhere,       /any/thing,       GET,  everywhere",
        // A method that the most specific policy does not take never falls through to another.
        "api.example.com, /v1/orders,       PUT,  ''",
        "api.example.com, /v1/orders/7,     PUT,  order",
    })
    void find_mostSpecificHost_thenMostSpecificPath(String host, String path, String method, String expected) {
        policies.onRelease(release(
                policy("orders", "{hosts: [api.example.com], paths: [/v1/orders], methods: [GET]}"),
                policy("order", "{hosts: [api.example.com], paths: [\"/v1/orders/{id}\"]}"),
                policy("all-orders", "{hosts: [api.example.com], paths: [/v1/orders/all]}"),
                policy("below", "{hosts: [api.example.com], paths: [\"/v1/**\"]}"),
                policy("wild", "{hosts: [\"*.example.com\"], paths: [/v1/orders]}"),
                policy("wilder", "{hosts: [\"*.x.example.com\"], paths: [/v1/orders]}"),
                policy("everywhere", "{hosts: [\"*\"], paths: [\"/**\"]}")));

        assertThat(find(host, path, method)).isEqualTo(expected);
    }

    @Test
    void removedPolicy_isAppliedUntilHandedOver_butNotWhereTheNewReleaseHasOne() {
        policies.onRelease(release(
                policy("old", "{hosts: [\"*\"], paths: [\"/old/**\"]}"),
                policy("same", "{hosts: [\"*\"], paths: [/same]}")));
        var second = release(
                policy("new", "{hosts: [\"*\"], paths: [\"/new/**\"]}"),
                policy("changed", "{hosts: [\"*\"], paths: [/same], methods: [GET]}"));
        policies.onRelease(second);

        assertThat(find("h", "/old/x", "GET")).isEqualTo("old");
        assertThat(find("h", "/new/x", "GET")).isEqualTo("new");
        assertThat(find("h", "/same", "GET")).isEqualTo("changed");
        assertThat(find("h", "/same", "PUT")).isEmpty();

        policies.handedOver(second);

        assertThat(find("h", "/old/x", "GET")).isEmpty();
        assertThat(find("h", "/new/x", "GET")).isEqualTo("new");
    }

    @Test
    void warmUpHost_isNobodyElses() {
        policies.onRelease(release(policy("everywhere", "{hosts: [\"*\"], paths: [\"/**\"]}")));

        assertThat(find(LivePolicies.WARM_UP_HOST, "/anything", "GET")).isEmpty();
    }

    @Provide
    Arbitrary<String> patterns() {
        var segment = Arbitraries.of("a", "b", "{x}");
        return segment.list().ofMaxSize(3).flatMap(segments -> Arbitraries.of("", "/**")
                .map(end -> segments.isEmpty() ? (end.isEmpty() ? "/" : end) : "/" + String.join("/", segments) + end));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "c").list().ofMaxSize(4).map(segments -> "/" + String.join("/", segments));
    }

    /** Against a search through all: literal before any segment before everything below, decided from the left. */
    @Property
    void find_agreesWithASearchThroughAll(@ForAll("patternLists") List<String> patterns, @ForAll("paths") String path) {
        var documents = new ArrayList<String>();
        for (var pattern : patterns) {
            documents.add(policy(
                    "p" + pattern.replaceAll("\\W", "-") + documents.size(),
                    "{hosts: [\"*\"], paths: [\"" + pattern + "\"]}"));
        }
        var fresh = new LivePolicies();
        fresh.onRelease(release(documents.toArray(String[]::new)));
        var segments = PathPattern.split(path);

        var expected = patterns.stream()
                .map(text -> PathPattern.parse(text).orElseThrow())
                .filter(pattern -> matches(pattern, segments))
                .max(Comparator.comparing(FindingTest::weight))
                .map(PathPattern::text)
                .orElse("");

        var found = fresh.find("h", segments, "GET")
                .map(one -> one.policy().paths().get(0).text())
                .orElse("");
        assertThat(found).isEqualTo(expected);
    }

    @Provide
    Arbitrary<List<String>> patternLists() {
        return patterns()
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(list -> List.copyOf(new LinkedHashSet<>(list)));
    }

    private static boolean matches(PathPattern pattern, List<String> segments) {
        int depth = pattern.segments().size();
        if (pattern.below() ? segments.size() < depth : segments.size() != depth) {
            return false;
        }
        for (int i = 0; i < depth; i++) {
            if (pattern.segments().get(i).isPresent()
                    && !pattern.segments().get(i).get().equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Compares as text: at each place a literal segment is worth most, then any, then the end of a /**. */
    private static String weight(PathPattern pattern) {
        var weight = new StringBuilder();
        pattern.segments().forEach(segment -> weight.append(segment.isPresent() ? 'z' : 'y'));
        return weight.append(pattern.below() ? 'a' : 'b').toString();
    }
}
