package dev.gitvoy.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnvoyVersionTest {
    @Test
    void parse_whatEnvoyPrints_isTheVersion() {
        var printed = "\nenvoy  version: d7809ba2b07fd869d49bfb122b27f6a7977b4d94/1.36.2/Clean/RELEASE/BoringSSL\n";

        assertThat(EnvoyVersion.parse(printed)).contains(new EnvoyVersion(1, 36, 2));
    }

    @Test
    void parse_developmentVersion_isItsNumber() {
        assertThat(EnvoyVersion.parse("envoy  version: 0/1.41.0-dev/Modified/DEBUG/BoringSSL"))
                .contains(new EnvoyVersion(1, 41, 0));
    }

    @Test
    void parse_anotherProgram_isEmpty() {
        assertThat(EnvoyVersion.parse("ls (GNU coreutils) 9.1")).isEmpty();
    }

    @Test
    void isTooOld_comparesNumbersAndNotText() {
        assertThat(new EnvoyVersion(1, 9, 0).isTooOld()).isTrue();
        assertThat(new EnvoyVersion(1, 35, 9).isTooOld()).isTrue();
        assertThat(new EnvoyVersion(1, 36, 0).isTooOld()).isFalse();
        assertThat(new EnvoyVersion(1, 100, 0).isTooOld()).isFalse();
        assertThat(new EnvoyVersion(2, 0, 0).isTooOld()).isFalse();
    }
}
