package dev.gitvoy.gitsync.sops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoValueTest {
    /** Each seen in SOPS 3.13.3, or in the source of the library that it reads YAML with. */
    @ParameterizedTest
    @CsvSource({
        "0x1F, 31",
        "010, 8",
        "0o17, 15",
        "0b101, 5",
        "-0x10, -16",
        "08, 8",
        "1_000, 1000",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "1e-7, 0.0000001",
        "1e21, 1000000000000000000000",
        "123456789012345680000, 123456789012345680000",
        "2e23, 200000000000000000000000",
        "0.1, 0.1",
        "3.250, 3.25",
        ".5, 0.5",
        "-0.0, -0",
        "1e999, 1e999",
        "true, True",
        "FALSE, False",
        "yes, yes",
        ".NaN, NaN",
        "-.inf, -Inf",
        "2026-1-5, 2026-01-05T00:00:00Z",
        "2026-01-05 03:04:05.120, 2026-01-05T03:04:05.12Z",
        "2026-01-05T03:04:05.100+02:00, 2026-01-05T03:04:05.1+02:00",
        "2026-13-05, 2026-13-05",
        "2026-01-05T03:04:05, 2026-01-05T03:04:05",
        "127.0.0.1, 127.0.0.1",
        "+, +",
        "0x, 0x"
    })
    void text_plainScalar_isAsGoHasIt(String written, String counted) {
        assertThat(GoValue.text(scalar(written, true))).isEqualTo(counted);
    }

    @Test
    void text_quoted_isTheText() {
        assertThat(GoValue.text(scalar("0x1F", false))).isEqualTo("0x1F");
        assertThat(GoValue.text(scalar("true", false))).isEqualTo("true");
    }

    private static YamlNode.Scalar scalar(String text, boolean plain) {
        return new YamlNode.Scalar(Location.startOf("file"), text, plain);
    }
}
