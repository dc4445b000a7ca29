package dev.gitvoy.xds.resource;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads durations and timestamps in their JSON forms. */
final class TimeReader {
    /** 10,000 years: what protobuf allows a duration to be. */
    private static final long MAX_SECONDS = 315_576_000_000L;

    private static final int MAX_NANOS = 999_999_999;

    private static final Pattern DURATION =
            Pattern.compile("(?<sign>-?)(?<seconds>\\d{1,12})(\\.(?<fraction>\\d{1,9}))?s");
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[-+]\\d\\d:\\d\\d)");

    private TimeReader() {}

    static Optional<Duration> duration(String text) {
        var parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var fraction = parts.group("fraction") == null ? "" : parts.group("fraction");
        int sign = "-".equals(parts.group("sign")) ? -1 : 1;
        var duration = Duration.newBuilder()
                .setSeconds(sign * Long.parseLong(parts.group("seconds")))
                .setNanos(sign * Integer.parseInt((fraction + "000000000").substring(0, 9)))
                .build();
        return Optional.of(duration).filter(TimeReader::isValid);
    }

    /** Whether seconds and nanoseconds are in range and of one sign. */
    static boolean isValid(Duration duration) {
        long seconds = duration.getSeconds();
        int nanos = duration.getNanos();
        return seconds >= -MAX_SECONDS
                && seconds <= MAX_SECONDS
                && nanos >= -MAX_NANOS
                && nanos <= MAX_NANOS
                && Long.signum(seconds) * Integer.signum(nanos) >= 0;
    }

    static Optional<Timestamp> timestamp(String text) {
        if (!RFC_3339.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            var instant = OffsetDateTime.parse(text).toInstant();
            return Optional.of(Timestamp.newBuilder()
                    .setSeconds(instant.getEpochSecond())
                    .setNanos(instant.getNano())
                    .build());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
