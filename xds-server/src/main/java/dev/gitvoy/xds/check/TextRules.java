package dev.gitvoy.xds.check;

import com.google.protobuf.ByteString;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The rules of strings and bytes. */
final class TextRules {

    private final Fields rules;
    private final List<Demand> demands = new ArrayList<>();

    TextRules(Fields rules) {
        this.rules = rules;
    }

    List<Demand> ofString() {
        length("len", "min_len", "max_len", "character", TextRules::characters);
        length("len_bytes", "min_bytes", "max_bytes", "byte", TextRules::size);
        content();
        rules.value("not_contains")
                .ifPresent(
                        part -> text(text -> !text.contains((String) part), "a string without " + Values.show(part)));
        pattern(String.class::cast);
        wellKnown();
        return demands;
    }

    List<Demand> ofBytes() {
        length("len", "min_len", "max_len", "byte", TextRules::size);
        content();
        pattern(value -> ((ByteString) value).toString(StandardCharsets.ISO_8859_1));
        if (rules.isTrue("ip")) {
            bytes(size -> size == 4 || size == 16, "an IP address of 4 or 16 bytes");
        }
        if (rules.isTrue("ipv4")) {
            bytes(size -> size == 4, "an IPv4 address of 4 bytes");
        }
        if (rules.isTrue("ipv6")) {
            bytes(size -> size == 16, "an IPv6 address of 16 bytes");
        }
        return demands;
    }

    private void length(String exact, String min, String max, String noun, ToLongFunction<Object> measure) {
        Function<Object, String> found =
                value -> measure.applyAsLong(value) == 0 ? "nothing" : Values.count(measure.applyAsLong(value), noun);
        rules.number(exact)
                .ifPresent(length -> demands.add(
                        new Demand(value -> measure.applyAsLong(value) == length, Values.count(length, noun), found)));
        rules.number(min)
                .ifPresent(length -> demands.add(new Demand(
                        value -> measure.applyAsLong(value) >= length,
                        "at least " + Values.count(length, noun),
                        found)));
        rules.number(max)
                .ifPresent(length -> demands.add(new Demand(
                        value -> measure.applyAsLong(value) <= length,
                        "at most " + Values.count(length, noun),
                        found)));
    }

    /** What is the same for strings and bytes. */
    private void content() {
        rules.value("const").ifPresent(only -> demands.add(Demand.of(value -> value.equals(only), Values.show(only))));
        rules.value("prefix")
                .ifPresent(prefix -> demands.add(Demand.of(
                        value -> bytes(value).startsWith(bytes(prefix)), "it to start with " + literal(prefix))));
        rules.value("suffix")
                .ifPresent(suffix -> demands.add(
                        Demand.of(value -> bytes(value).endsWith(bytes(suffix)), "it to end with " + literal(suffix))));
        rules.value("contains")
                .ifPresent(part -> demands.add(
                        Demand.of(value -> contains(bytes(value), bytes(part)), "it to contain " + literal(part))));
        var in = rules.list("in");
        if (!in.isEmpty()) {
            demands.add(Demand.of(in::contains, "one of " + Values.list(in)));
        }
        var notIn = rules.list("not_in");
        if (!notIn.isEmpty()) {
            demands.add(Demand.of(value -> !notIn.contains(value), "a value that is not " + Values.list(notIn)));
        }
    }

    private void pattern(Function<Object, String> read) {
        rules.value("pattern").map(String.class::cast).ifPresent(expression -> {
            var pattern = Pattern.compile(expression);
            demands.add(Demand.of(
                    value -> pattern.matcher(read.apply(value)).find(), "a string that matches " + expression));
        });
    }

    private void wellKnown() {
        wellKnown("email", WellKnownText::isEmail, "an e-mail address");
        wellKnown("hostname", WellKnownText::isHostname, "a host name");
        wellKnown("ip", WellKnownText::isIp, "an IP address");
        wellKnown("ipv4", WellKnownText::isIpv4, "an IPv4 address");
        wellKnown("ipv6", WellKnownText::isIpv6, "an IPv6 address");
        wellKnown(
                "address",
                text -> WellKnownText.isIp(text) || WellKnownText.isHostname(text),
                "a host name or IP address");
        wellKnown("uri", WellKnownText::isUri, "a URI with a scheme");
        wellKnown("uri_ref", WellKnownText::isUriReference, "a URI or a path");
        wellKnown("uuid", WellKnownText::isUuid, "a UUID");
        boolean isStrict = !rules.isFalse("strict");
        rules.value("well_known_regex").map(Object::toString).ifPresent(name -> {
            switch (name) {
                case "HTTP_HEADER_NAME" ->
                    text(
                            text -> WellKnownText.isHeaderName(text, isStrict),
                            isStrict ? "the name of an HTTP header" : "a header name of one line");
                case "HTTP_HEADER_VALUE" ->
                    text(
                            text -> WellKnownText.isHeaderValue(text, isStrict),
                            isStrict ? "a string without control characters" : "a string of one line");
                default -> {
                    // UNKNOWN asks for nothing.
                }
            }
        });
    }

    private void wellKnown(String rule, Predicate<String> isMet, String expected) {
        if (rules.isTrue(rule)) {
            text(isMet, expected);
        }
    }

    private void text(Predicate<String> isMet, String expected) {
        demands.add(Demand.of(value -> isMet.test((String) value), expected));
    }

    private void bytes(Predicate<Integer> isMet, String expected) {
        demands.add(Demand.of(value -> isMet.test(((ByteString) value).size()), expected));
    }

    private static String literal(Object value) {
        return value instanceof ByteString bytes
                ? "the bytes " + HexFormat.of().formatHex(bytes.toByteArray())
                : Values.show(value);
    }

    private static long characters(Object value) {
        var text = (String) value;
        return text.codePointCount(0, text.length());
    }

    /** Of a string, in UTF-8. */
    private static long size(Object value) {
        if (value instanceof ByteString bytes) {
            return bytes.size();
        }
        var text = (String) value;
        long size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Half of a character of four bytes is two of them.
            size += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return size;
    }

    private static ByteString bytes(Object value) {
        return value instanceof String text ? ByteString.copyFromUtf8(text) : (ByteString) value;
    }

    private static boolean contains(ByteString bytes, ByteString part) {
        for (int start = 0; start <= bytes.size() - part.size(); start++) {
            if (bytes.substring(start).startsWith(part)) {
                return true;
            }
        }
        return false;
    }
}
