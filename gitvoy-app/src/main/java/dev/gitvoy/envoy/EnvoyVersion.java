package dev.gitvoy.envoy;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A released version of Envoy. */
record EnvoyVersion(int major, int minor, int patch) implements Comparable<EnvoyVersion> {
    /** The oldest that Gitvoy is tested with. */
    static final EnvoyVersion OLDEST = new EnvoyVersion(1, 36, 0);

    // envoy  version: d7809ba2b07fd869d49bfb122b27f6a7977b4d94/1.36.2/Clean/RELEASE/BoringSSL
    private static final Pattern PRINTED = Pattern.compile("version:\\s*\\w+/(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");
    private static final Comparator<EnvoyVersion> ORDER = Comparator.comparingInt(EnvoyVersion::major)
            .thenComparingInt(EnvoyVersion::minor)
            .thenComparingInt(EnvoyVersion::patch);

    /** Reads what {@code envoy --version} prints. */
    static Optional<EnvoyVersion> parse(String printed) {
        var matcher = PRINTED.matcher(printed);
        return matcher.find()
                ? Optional.of(new EnvoyVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    boolean isTooOld() {
        return compareTo(OLDEST) < 0;
    }

    @Override
    public int compareTo(EnvoyVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
