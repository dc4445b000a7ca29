package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.xds.resource.EnvoyScalar.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvoyScalarTest {
    // Envoy 1.40 showed these kinds in the JSON that it prints when it refuses a file: yes, On, n, ~, 010, 0x10,
    // 3000000000,
    // .inf and 2020-01-01 as here; 08, 1.50 and 99999999999999999999 as strings. The other rows follow its source.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~           | NULL    | ''",
                "null        | NULL    | ''",
                "true        | BOOL    | true",
                "yes         | BOOL    | true",
                "On          | BOOL    | true",
                "n           | BOOL    | false",
                "FALSE       | BOOL    | false",
                "tRUE        | STRING  | tRUE",
                "12          | INTEGER | 12",
                "-12         | INTEGER | -12",
                "+12         | INTEGER | 12",
                "0           | INTEGER | 0",
                "010         | INTEGER | 8",
                "0x10        | INTEGER | 16",
                "2147483647  | INTEGER | 2147483647",
                "2147483648  | STRING  | 2147483648",
                "3000000000  | STRING  | 3000000000",
                "0xFFFFFFFF  | STRING  | 4294967295",
                "08          | FLOAT   | 08",
                "1.50        | FLOAT   | 1.50",
                "1e3         | FLOAT   | 1e3",
                ".5          | FLOAT   | .5",
                "99999999999999999999 | FLOAT | 99999999999999999999",
                "1e999       | STRING  | 1e999",
                "1e          | STRING  | 1e",
                ".inf        | STRING  | .inf",
                "2020-01-01  | STRING  | 2020-01-01",
                "0.25s       | STRING  | 0.25s",
                "10.0.0.1    | STRING  | 10.0.0.1",
            })
    void of_plainText_isTypedAsEnvoyDoes(String text, Kind kind, String value) {
        assertThat(of(text, true)).isEqualTo(new EnvoyScalar(kind, value));
    }

    @ParameterizedTest
    @CsvSource({"true", "12", "null", "1.5"})
    void of_quotedText_isAString(String text) {
        assertThat(of(text, false)).isEqualTo(new EnvoyScalar(Kind.STRING, text));
    }

    @Test
    void of_veryLongNumber_isAString() {
        assertThat(of("9".repeat(1_000_000), true).kind()).isEqualTo(Kind.STRING);
    }

    private static EnvoyScalar of(String text, boolean plain) {
        return EnvoyScalar.of(new YamlNode.Scalar(Location.startOf("x.yaml"), text, plain));
    }
}
