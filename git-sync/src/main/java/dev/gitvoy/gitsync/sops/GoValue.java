package dev.gitvoy.gitsync.sops;

import dev.gitvoy.gitsync.yaml.YamlNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value as SOPS sees it, which Go's YAML library has typed: what it puts into the MAC. That is not the text of the file:
 * {@code 0x10} counts as {@code 16}, and {@code true} as {@code True}.
 */
final class GoValue {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("true", "True"),
            Map.entry("True", "True"),
            Map.entry("TRUE", "True"),
            Map.entry("false", "False"),
            Map.entry("False", "False"),
            Map.entry("FALSE", "False"),
            Map.entry(".nan", "NaN"),
            Map.entry(".NaN", "NaN"),
            Map.entry(".NAN", "NaN"),
            Map.entry(".inf", "+Inf"),
            Map.entry(".Inf", "+Inf"),
            Map.entry(".INF", "+Inf"),
            Map.entry("+.inf", "+Inf"),
            Map.entry("+.Inf", "+Inf"),
            Map.entry("+.INF", "+Inf"),
            Map.entry("-.inf", "-Inf"),
            Map.entry("-.Inf", "-Inf"),
            Map.entry("-.INF", "-Inf"));
    private static final Pattern INTEGER = Pattern.compile(
            "(?<sign>[-+]?)(0[xX](?<hex>[0-9a-fA-F]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)|(?<decimal>0|[1-9]\\d*))");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,6})?");
    private static final Pattern TIME = Pattern.compile("(?<year>\\d{4})-(?<month>\\d\\d?)-(?<day>\\d\\d?)"
            + "((?<separator>[Tt ])(?<hour>\\d\\d?):(?<minute>\\d\\d?):(?<second>\\d\\d?)(\\.(?<fraction>\\d{1,9}))?"
            + "(?<zone>Z|[-+]\\d\\d:\\d\\d)?)?");
    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("XXX")
            .toFormatter(Locale.ROOT);
    /** A longer text is not worth converting. */
    private static final int LONGEST_NUMBER = 400;

    /** A tiny number takes so many digits without an exponent. */
    private static final int LONGEST_FLOAT = 1_200;

    private static final int MOST_DIGITS = 17;

    private GoValue() {}

    static byte[] bytes(YamlNode.Scalar scalar) {
        return text(scalar).getBytes(StandardCharsets.UTF_8);
    }

    static String text(YamlNode.Scalar scalar) {
        var text = scalar.text();
        if (!scalar.plain()) {
            return text;
        }
        var word = WORDS.get(text);
        if (word != null) {
            return word;
        }
        if (text.length() > LONGEST_NUMBER || !startsLikeNumber(text)) {
            return text;
        }
        var digits = text.replace("_", "");
        return time(text).or(() -> integer(digits)).or(() -> floating(digits)).orElse(text);
    }

    private static boolean startsLikeNumber(String text) {
        return !text.isEmpty() && "+-.0123456789".indexOf(text.charAt(0)) >= 0;
    }

    private static Optional<String> integer(String text) {
        var parts = INTEGER.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var magnitude = parts.group("hex") != null
                ? new BigInteger(parts.group("hex"), 16)
                : parts.group("binary") != null
                        ? new BigInteger(parts.group("binary"), 2)
                        : parts.group("octal") != null
                                ? new BigInteger(parts.group("octal"), 8)
                                : new BigInteger(parts.group("decimal"));
        var value = "-".equals(parts.group("sign")) ? magnitude.negate() : magnitude;
        return value.bitLength() < Long.SIZE ? Optional.of(value.toString()) : Optional.empty();
    }

    /** A number of 64 bits as Go writes it, {@code 'f', -1}; empty when it is none. */
    static Optional<String> floating(String text) {
        if (text.length() > LONGEST_FLOAT || !FLOAT.matcher(text).matches()) {
            return Optional.empty();
        }
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? Optional.empty() : Optional.of(shortest(value));
    }

    /** The shortest decimal that is this number and no other, without an exponent: Go's {@code 'f', -1}. */
    private static String shortest(double value) {
        if (value == 0) {
            return Double.compare(value, 0.0) == 0 ? "0" : "-0";
        }
        // Not Double.toString, which before JDK 19 is not always the shortest.
        var exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            var rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return plain(rounded);
            }
        }
        return plain(exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static Optional<String> time(String text) {
        var parts = TIME.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var separator = parts.group("separator");
        var zone = parts.group("zone");
        boolean isTimeOfZone = separator != null && !separator.equals(" ");
        if (isTimeOfZone != (zone != null)) {
            return Optional.empty();
        }
        try {
            var date =
                    LocalDate.of(number(parts.group("year")), number(parts.group("month")), number(parts.group("day")));
            var time = separator == null
                    ? LocalTime.MIDNIGHT
                    : LocalTime.of(
                            number(parts.group("hour")),
                            number(parts.group("minute")),
                            number(parts.group("second")),
                            nanos(parts.group("fraction")));
            var offset = zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone);
            return Optional.of(OffsetDateTime.of(date, time, offset).format(RFC_3339));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : number((fraction + "00000000").substring(0, 9));
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
