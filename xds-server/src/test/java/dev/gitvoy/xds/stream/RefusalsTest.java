package dev.gitvoy.xds.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {
    @ParameterizedTest
    @CsvSource({
        "'Error adding/updating cluster(s) checkout-v2: no such type', checkout-v2, true",
        "'Error adding/updating cluster(s) checkout-v2: no such type', checkout, false",
        "'Error adding/updating cluster(s) checkout-v2: no such type', v2, false",
        "checkout, checkout, true",
        "my-checkout and checkout, checkout, true",
        "'', checkout, false",
    })
    void mentions_onlyWholeNames(String message, String name, boolean expected) {
        assertThat(Refusals.mentions(message, name)).isEqualTo(expected);
    }
}
