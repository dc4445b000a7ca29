package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.yaml.YamlNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A YAML scalar as Envoy's loader types it before it looks at the field (parseYamlNode in yaml_utility.cc; seen on Envoy
 * 1.40). This is not YAML 1.2's core schema: {@code on} is a boolean, {@code 010} is eight, and an integer of more than 32
 * bits is a string, which protobuf's JSON mapping takes for a number again where a field wants one.
 *
 * @param text of a boolean {@code true} or {@code false}, of an integer its decimal form, else as written
 */
record EnvoyScalar(Kind kind, String text) {
    enum Kind {
        NULL,
        BOOL,
        /** An integer of at most 32 bits. */
        INTEGER,
        /** Any other number. Envoy 1.40 makes it a string, later source a number; so a string field takes it too. */
        FLOAT,
        STRING
    }

    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private static final Set<String> TRUE = Set.of("y", "yes", "true", "on");
    private static final Set<String> FALSE = Set.of("n", "no", "false", "off");
    private static final Pattern FLEXIBLE_CASE = Pattern.compile("[a-z]{1,5}|[A-Z][a-z]{1,4}|[A-Z]{1,5}");
    private static final Pattern INTEGER =
            Pattern.compile("(?<sign>[-+]?)(0[xX](?<hex>[0-9a-fA-F]+)|0(?<octal>[0-7]+)|(?<decimal>0|[1-9]\\d*))");
    /** A longer text is not worth converting: no field holds such a number. */
    private static final int LONGEST_NUMBER = 400;

    static EnvoyScalar of(YamlNode.Scalar scalar) {
        var text = scalar.text();
        if (scalar.isNull()) {
            return new EnvoyScalar(Kind.NULL, "");
        }
        if (!scalar.plain()) {
            return new EnvoyScalar(Kind.STRING, text);
        }
        if (FLEXIBLE_CASE.matcher(text).matches()) {
            var word = text.toLowerCase(Locale.ROOT);
            if (TRUE.contains(word) || FALSE.contains(word)) {
                return new EnvoyScalar(Kind.BOOL, String.valueOf(TRUE.contains(word)));
            }
        }
        return number(text);
    }

    /** Whether a text is a decimal number that fits a double; true of a quoted one too. */
    static boolean isDecimal(String text) {
        return text.length() <= LONGEST_NUMBER
                && DECIMAL.matcher(text).matches()
                && Double.isFinite(Double.parseDouble(text));
    }

    private static EnvoyScalar number(String text) {
        var integer = INTEGER.matcher(text);
        if (text.length() <= LONGEST_NUMBER && integer.matches()) {
            var hex = integer.group("hex");
            var octal = integer.group("octal");
            var magnitude = hex != null
                    ? new BigInteger(hex, 16)
                    : octal != null ? new BigInteger(octal, 8) : new BigInteger(integer.group("decimal"));
            var value = "-".equals(integer.group("sign")) ? magnitude.negate() : magnitude;
            if (value.bitLength() < Long.SIZE) {
                return new EnvoyScalar(value.bitLength() < Integer.SIZE ? Kind.INTEGER : Kind.STRING, value.toString());
            }
        }
        return new EnvoyScalar(isDecimal(text) ? Kind.FLOAT : Kind.STRING, text);
    }
}
