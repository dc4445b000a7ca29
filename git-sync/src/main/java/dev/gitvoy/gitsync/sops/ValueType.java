package dev.gitvoy.gitsync.sops;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** What decrypted bytes are, by the type that SOPS notes beside them. */
final class ValueType {
    static final String COMMENT = "comment";

    /** What Go's {@code strconv.ParseBool} takes. */
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private ValueType() {}

    /**
     * What bytes were decrypted to.
     *
     * @param scalar means the same in YAML
     * @param counted what the MAC counts, in the form of Go
     */
    record Decrypted(YamlNode.Scalar scalar, String counted) {
        @Override
        public String toString() {
            return scalar.at().toString();
        }
    }

    /** Returns nothing when the bytes are not of the type. */
    static Optional<Decrypted> read(Location at, String type, byte[] bytes) {
        return text(bytes).flatMap(text -> switch (type) {
            case "str", "bytes", "time" -> Optional.of(new Decrypted(new YamlNode.Scalar(at, text, false), text));
            case "int" -> integer(text).map(number -> plain(at, number, number));
            case "float" -> floating(at, text);
            case "bool" -> bool(at, text);
            default -> Optional.empty();
        });
    }

    private static Decrypted plain(Location at, String text, String counted) {
        return new Decrypted(new YamlNode.Scalar(at, text, true), counted);
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> integer(String text) {
        if (!text.matches("[-+]?[0-9]{1,19}")) {
            return Optional.empty();
        }
        var number = new BigInteger(text);
        return number.bitLength() < Long.SIZE ? Optional.of(number.toString()) : Optional.empty();
    }

    /** Go writes what is not finite in another way than YAML. */
    private static Optional<Decrypted> floating(Location at, String text) {
        return switch (text) {
            case "NaN" -> Optional.of(plain(at, ".nan", text));
            case "+Inf" -> Optional.of(plain(at, ".inf", text));
            case "-Inf" -> Optional.of(plain(at, "-.inf", text));
            default -> GoValue.floating(text).map(number -> plain(at, number, number));
        };
    }

    private static Optional<Decrypted> bool(Location at, String text) {
        return TRUE.contains(text)
                ? Optional.of(plain(at, "true", "True"))
                : FALSE.contains(text) ? Optional.of(plain(at, "false", "False")) : Optional.empty();
    }
}
