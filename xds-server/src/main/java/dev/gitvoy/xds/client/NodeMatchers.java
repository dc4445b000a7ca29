package dev.gitvoy.xds.client;

import com.google.protobuf.Value;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.type.matcher.v3.DoubleMatcher;
import io.envoyproxy.envoy.type.matcher.v3.NodeMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StructMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Envoy's matchers of nodes. Regular expressions are RE2, as Envoy's are, so that none takes long. */
final class NodeMatchers {
    private NodeMatchers() {}

    /**
     * Whether a node matches one of several, or there are none.
     *
     * @throws IllegalArgumentException when a matcher makes no sense
     */
    static Predicate<Node> any(List<NodeMatcher> matchers) {
        return matchers.isEmpty()
                ? node -> true
                : matchers.stream().map(NodeMatchers::of).reduce(Predicate::or).orElseThrow();
    }

    private static Predicate<Node> of(NodeMatcher matcher) {
        Predicate<Node> matches = node -> true;
        if (matcher.hasNodeId()) {
            var id = of(matcher.getNodeId());
            matches = node -> id.test(node.getId());
        }
        for (var metadata : matcher.getNodeMetadatasList()) {
            matches = matches.and(of(metadata));
        }
        return matches;
    }

    private static Predicate<Node> of(StructMatcher matcher) {
        var path = matcher.getPathList();
        var value = of(matcher.getValue());
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a metadata matcher needs a path");
        }
        return node -> {
            var found = Value.newBuilder().setStructValue(node.getMetadata()).build();
            for (var step : path) {
                found = found.getStructValue().getFieldsOrDefault(step.getKey(), Value.getDefaultInstance());
            }
            return value.test(found);
        };
    }

    private static Predicate<Value> of(ValueMatcher matcher) {
        return switch (matcher.getMatchPatternCase()) {
            case NULL_MATCH -> Value::hasNullValue;
            case BOOL_MATCH -> value -> value.hasBoolValue() && value.getBoolValue() == matcher.getBoolMatch();
            case DOUBLE_MATCH -> {
                var number = of(matcher.getDoubleMatch());
                yield value -> value.hasNumberValue() && number.test(value.getNumberValue());
            }
            case STRING_MATCH -> {
                var text = of(matcher.getStringMatch());
                yield value -> value.hasStringValue() && text.test(value.getStringValue());
            }
            case PRESENT_MATCH ->
                value -> matcher.getPresentMatch() == (value.getKindCase() != Value.KindCase.KIND_NOT_SET);
            case LIST_MATCH -> {
                var one = of(matcher.getListMatch().getOneOf());
                yield value -> value.getListValue().getValuesList().stream().anyMatch(one);
            }
            case OR_MATCH -> {
                var some = matcher.getOrMatch().getValueMatchersList().stream()
                        .map(NodeMatchers::of)
                        .toList();
                yield value -> some.stream().anyMatch(each -> each.test(value));
            }
            case MATCHPATTERN_NOT_SET -> throw new IllegalArgumentException("a value matcher is empty");
        };
    }

    private static Predicate<Double> of(DoubleMatcher matcher) {
        return matcher.hasRange()
                ? number -> number >= matcher.getRange().getStart()
                        && number < matcher.getRange().getEnd()
                : number -> number == matcher.getExact();
    }

    private static Predicate<String> of(StringMatcher matcher) {
        boolean ignoreCase = matcher.getIgnoreCase();
        return switch (matcher.getMatchPatternCase()) {
            case EXACT -> text -> cased(text, ignoreCase).equals(cased(matcher.getExact(), ignoreCase));
            case PREFIX -> text -> cased(text, ignoreCase).startsWith(cased(matcher.getPrefix(), ignoreCase));
            case SUFFIX -> text -> cased(text, ignoreCase).endsWith(cased(matcher.getSuffix(), ignoreCase));
            case CONTAINS -> text -> cased(text, ignoreCase).contains(cased(matcher.getContains(), ignoreCase));
            case SAFE_REGEX -> matching(matcher.getSafeRegex().getRegex());
            case CUSTOM -> throw new IllegalArgumentException("custom string matchers are not supported");
            case MATCHPATTERN_NOT_SET -> throw new IllegalArgumentException("a string matcher is empty");
        };
    }

    private static Predicate<String> matching(String regex) {
        try {
            var pattern = Pattern.compile(regex);
            return pattern::matches;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("\"" + regex + "\" is no regular expression: " + e.getDescription(), e);
        }
    }

    private static String cased(String text, boolean ignoreCase) {
        return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
    }
}
