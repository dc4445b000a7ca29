package dev.gitvoy.envoy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The kind of machine, as far as it decides which Envoy runs on it.
 *
 * @param os as in the system property {@code os.name}
 * @param arch as in the system property {@code os.arch}
 * @param glibc what {@code getconf GNU_LIBC_VERSION} prints, for example {@code glibc 2.36}; empty without glibc
 */
record Platform(String os, String arch, String glibc) {
    private static final Pattern GLIBC = Pattern.compile("glibc (\\d{1,6})\\.(\\d{1,6})");
    private static final int GLIBC_MINOR = 31;
    private static final Duration ANSWER = Duration.ofSeconds(5);

    static Platform current() {
        return new Platform(System.getProperty("os.name"), System.getProperty("os.arch"), installedGlibc());
    }

    boolean isMac() {
        return os.startsWith("Mac");
    }

    /** The platform in the names of wheels that run here. */
    String wheelTag() throws UnavailableException {
        if (isMac()) {
            throw new UnavailableException("there is no wheel for macOS");
        }
        if (!os.equals("Linux")) {
            throw new UnavailableException("there is no wheel for " + os);
        }
        var tag =
                switch (arch) {
                    case "amd64", "x86_64" -> "manylinux_2_31_x86_64";
                    case "aarch64", "arm64" -> "manylinux_2_31_aarch64";
                    default -> throw new UnavailableException("there is no wheel for Linux on " + arch);
                };
        var matcher = GLIBC.matcher(glibc);
        if (!matcher.find()) {
            throw new UnavailableException("the wheel needs glibc 2.31 or newer, and this Linux has none (musl?)");
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        if (major < 2 || (major == 2 && minor < GLIBC_MINOR)) {
            throw new UnavailableException("the wheel needs glibc 2.31 or newer, and this Linux has " + glibc.strip()
                    + " (Debian 11, Ubuntu 20.04 and RHEL 9 are new enough)");
        }
        return tag;
    }

    private static String installedGlibc() {
        try {
            var printed = new Programs(System.getenv(), Map.of()).run(ANSWER, List.of("getconf", "GNU_LIBC_VERSION"));
            return Optional.of(printed)
                    .filter(Programs.Result::ok)
                    .map(Programs.Result::output)
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
