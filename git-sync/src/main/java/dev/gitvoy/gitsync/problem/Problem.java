package dev.gitvoy.gitsync.problem;

import java.util.Comparator;

/**
 * Something that an author has to mend, or should know. Sorted by place.
 *
 * @param code stable name for scripts, for example {@code unknown-field}
 * @param message what is wrong and what to do; never a secret
 */
public record Problem(Location at, Severity severity, String code, String message) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::at).thenComparing(Problem::code).thenComparing(Problem::message);

    /** Whether a problem keeps its commit from being published. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public static Problem error(Location at, String code, String message) {
        return new Problem(at, Severity.ERROR, code, message);
    }

    public static Problem warning(Location at, String code, String message) {
        return new Problem(at, Severity.WARNING, code, message);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:column: message}, as compilers print it. */
    @Override
    public String toString() {
        return at + ": " + message;
    }
}
