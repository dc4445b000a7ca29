package dev.gitvoy.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "amd64,   glibc 2.31, manylinux_2_31_x86_64",
        "x86_64,  glibc 2.40, manylinux_2_31_x86_64",
        "aarch64, glibc 3.0,  manylinux_2_31_aarch64"
    })
    void wheelTag_linuxWithNewEnoughGlibc_namesTheWheel(String arch, String glibc, String tag) throws Exception {
        assertThat(new Platform("Linux", arch, glibc).wheelTag()).isEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource({
        "Mac OS X,   aarch64, '',         there is no wheel for macOS",
        "Windows 11, amd64,   '',         there is no wheel for Windows 11",
        "Linux,      riscv64, glibc 2.36, there is no wheel for Linux on riscv64",
        "Linux,      amd64,   glibc 2.28, 'the wheel needs glibc 2.31 or newer, and this Linux has glibc 2.28'",
        "Linux,      amd64,   '',         'the wheel needs glibc 2.31 or newer, and this Linux has none'"
    })
    void wheelTag_noWheelRunsHere_saysWhy(String os, String arch, String glibc, String reason) {
        assertThatThrownBy(new Platform(os, arch, glibc)::wheelTag)
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void current_isThisMachine() {
        assertThat(Platform.current().os()).isEqualTo(System.getProperty("os.name"));
    }
}
