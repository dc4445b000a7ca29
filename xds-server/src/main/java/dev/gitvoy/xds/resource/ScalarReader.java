package dev.gitvoy.xds.resource;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.xds.resource.EnvoyScalar.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads scalars for fields that are no messages, as protobuf's JSON parser in Envoy does. */
final class ScalarReader {
    private static final BigInteger MAX_UINT32 = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);
    private static final BigInteger MAX_UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /** What Envoy's parser takes for a boolean when it is quoted. */
    private static final Set<String> QUOTED_TRUE = Set.of("true", "t", "yes", "y", "1");

    private static final Set<String> QUOTED_FALSE = Set.of("false", "f", "no", "n", "0");

    private static final Map<String, Double> NOT_FINITE = Map.ofEntries(
            Map.entry("NaN", Double.NaN),
            Map.entry(".nan", Double.NaN),
            Map.entry(".NaN", Double.NaN),
            Map.entry("Infinity", Double.POSITIVE_INFINITY),
            Map.entry(".inf", Double.POSITIVE_INFINITY),
            Map.entry("-Infinity", Double.NEGATIVE_INFINITY),
            Map.entry("-.inf", Double.NEGATIVE_INFINITY));

    private final ReadProblems problems;

    ScalarReader(ReadProblems problems) {
        this.problems = problems;
    }

    /** Returns a value as {@code Message.Builder.setField} takes it, or nothing after a problem. */
    Optional<Object> read(YamlNode node, FieldDescriptor field, Target target) {
        if (!(node instanceof YamlNode.Scalar scalar) || scalar.isNull()) {
            problems.wrongType(node, target, expected(field));
            return Optional.empty();
        }
        var value = EnvoyScalar.of(scalar);
        return switch (field.getType()) {
            case BOOL -> bool(scalar, value, field, target);
            case STRING -> string(scalar, value, target).map(text -> text);
            case BYTES -> string(scalar, value, target).flatMap(text -> bytes(scalar, text, target));
            case ENUM -> enumValue(scalar, value, field.getEnumType(), target);
            case FLOAT, DOUBLE -> floating(scalar, value, field, target);
            case INT32, SINT32, SFIXED32 ->
                integer(scalar, value, field, target, big(Integer.MIN_VALUE), big(Integer.MAX_VALUE))
                        .map(BigInteger::intValue);
            case UINT32, FIXED32 ->
                integer(scalar, value, field, target, BigInteger.ZERO, MAX_UINT32)
                        .map(BigInteger::intValue);
            case INT64, SINT64, SFIXED64 ->
                integer(scalar, value, field, target, big(Long.MIN_VALUE), big(Long.MAX_VALUE))
                        .map(BigInteger::longValue);
            case UINT64, FIXED64 ->
                integer(scalar, value, field, target, BigInteger.ZERO, MAX_UINT64)
                        .map(BigInteger::longValue);
            case MESSAGE, GROUP -> throw new IllegalArgumentException(field + " (expected: not a message)");
        };
    }

    private Optional<Object> bool(YamlNode.Scalar scalar, EnvoyScalar value, FieldDescriptor field, Target target) {
        var word = value.text().toLowerCase(Locale.ROOT);
        boolean isTrue = QUOTED_TRUE.contains(word);
        boolean isBoolean = value.kind() == Kind.BOOL || value.kind() == Kind.STRING;
        if (isBoolean && (isTrue || QUOTED_FALSE.contains(word))) {
            return Optional.of(isTrue);
        }
        problems.wrongType(scalar, target, expected(field));
        return Optional.empty();
    }

    private Optional<String> string(YamlNode.Scalar scalar, EnvoyScalar value, Target target) {
        if (value.kind() == Kind.STRING || value.kind() == Kind.FLOAT) {
            return Optional.of(value.text());
        }
        var kind = value.kind() == Kind.BOOL ? "boolean" : "number";
        var quoted = target.isSecret() ? "quote it" : "quote it: \"" + scalar.text() + "\"";
        problems.wrongType(scalar, target, "a string, but Envoy reads this as a " + kind + "; " + quoted);
        return Optional.empty();
    }

    private Optional<Object> bytes(YamlNode.Scalar scalar, String text, Target target) {
        try {
            var standard = text.replace('-', '+').replace('_', '/');
            return Optional.of(ByteString.copyFrom(Base64.getDecoder().decode(standard)));
        } catch (IllegalArgumentException e) {
            problems.badValue(scalar, target, "base64, for example \"aGVsbG8=\"");
            return Optional.empty();
        }
    }

    private Optional<Object> enumValue(YamlNode.Scalar scalar, EnvoyScalar value, EnumDescriptor type, Target target) {
        // As Envoy: names in any case. Plain words such as "on" are booleans to it, so an enum has no such names.
        Optional<EnumValueDescriptor> byName = type.getValues().stream()
                .filter(known -> known.getName().equalsIgnoreCase(scalar.text()))
                .findFirst();
        var found = byName.or(() -> exactInteger(value)
                .filter(number -> number.bitLength() < Integer.SIZE)
                .map(number -> type.findValueByNumber(number.intValue())));
        if (found.isEmpty()) {
            var names =
                    type.getValues().stream().map(EnumValueDescriptor::getName).toList();
            problems.unknownEnumValue(scalar, target, scalar.text(), names);
        }
        return found.map(known -> known);
    }

    private Optional<Object> floating(YamlNode.Scalar scalar, EnvoyScalar value, FieldDescriptor field, Target target) {
        var special = NOT_FINITE.get(value.text());
        if (special == null && !isNumber(value)) {
            problems.wrongType(scalar, target, expected(field));
            return Optional.empty();
        }
        double number = special != null ? special : Double.parseDouble(value.text());
        if (field.getType() == FieldDescriptor.Type.DOUBLE) {
            return Optional.of(number);
        }
        if (special == null && Float.isInfinite((float) number)) {
            problems.badValue(scalar, target, "a number of at most " + Float.MAX_VALUE);
            return Optional.empty();
        }
        return Optional.of((float) number);
    }

    private Optional<BigInteger> integer(
            YamlNode.Scalar scalar,
            EnvoyScalar value,
            FieldDescriptor field,
            Target target,
            BigInteger min,
            BigInteger max) {
        if (!isNumber(value)) {
            problems.wrongType(scalar, target, expected(field));
            return Optional.empty();
        }
        var integer = exactInteger(value).filter(i -> i.compareTo(min) >= 0 && i.compareTo(max) <= 0);
        if (integer.isEmpty()) {
            problems.badValue(scalar, target, "a whole number from %d to %d".formatted(min, max));
        }
        return integer;
    }

    private static boolean isNumber(EnvoyScalar value) {
        return value.kind() != Kind.BOOL && EnvoyScalar.isDecimal(value.text());
    }

    /** {@code 3}, {@code 3.0} and {@code 3e2} are whole numbers to JSON. */
    private static Optional<BigInteger> exactInteger(EnvoyScalar value) {
        if (!isNumber(value)) {
            return Optional.empty();
        }
        var number = new BigDecimal(value.text()).stripTrailingZeros();
        // The scale is checked first: 1e-999999999 must not be written out.
        return number.scale() <= 0 && number.precision() - number.scale() <= 20
                ? Optional.of(number.toBigIntegerExact())
                : Optional.empty();
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    private static String expected(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> "true or false";
            case STRING -> "a string";
            case BYTE_STRING -> "base64, for example \"aGVsbG8=\"";
            case ENUM ->
                "a name such as " + field.getEnumType().getValues().get(0).getName();
            case FLOAT, DOUBLE -> "a number, for example 0.5";
            case INT, LONG -> "a whole number, for example 10";
            case MESSAGE -> "a mapping";
        };
    }
}
