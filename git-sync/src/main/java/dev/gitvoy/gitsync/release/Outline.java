package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one file says to the rest of its commit. Immutable; any thread. */
public final class Outline {
    /** Of a file that says nothing, or is not there. */
    public static final Outline EMPTY = new Outline(List.of(), List.of(), List.of(), false);

    private final List<Problem> problems;
    private final boolean incomplete;
    /** Gives the names, until they are known. */
    private @Nullable Supplier<Names> unread;

    private volatile @Nullable Names names;

    /** The names that a file defines, and those that it refers to. */
    public record Names(List<Provided> provides, List<Required> requires) {
        public Names {
            provides = List.copyOf(provides);
            requires = List.copyOf(requires);
        }
    }

    private Outline(
            @Nullable Names names, @Nullable Supplier<Names> unread, List<Problem> problems, boolean incomplete) {
        this.names = names;
        this.unread = unread;
        this.problems = List.copyOf(problems);
        this.incomplete = incomplete;
    }

    /**
     * @param problems what is wrong in the file itself
     * @param incomplete whether the file could not be read, so that {@code provides} may lack names that the author did write
     */
    public Outline(List<Provided> provides, List<Required> requires, List<Problem> problems, boolean incomplete) {
        this(new Names(provides, requires), null, problems, incomplete);
    }

    /** Of a file that has to do with no other. */
    public static Outline of(List<Problem> problems) {
        return new Outline(List.of(), List.of(), problems, false);
    }

    /**
     * One whose names are read when somebody asks for them first: a commit that is restored is served before they are compared.
     *
     * @param names called once; what it throws is thrown whenever the names are asked for
     */
    public static Outline withNames(Supplier<Names> names, List<Problem> problems, boolean incomplete) {
        return new Outline(null, names, problems, incomplete);
    }

    public List<Provided> provides() {
        return names().provides;
    }

    public List<Required> requires() {
        return names().requires;
    }

    /** What is wrong in the file itself. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether the file could not be read, so that {@link #provides} may lack names that the author did write. */
    public boolean incomplete() {
        return incomplete;
    }

    private Names names() {
        var known = names;
        return known == null ? read() : known;
    }

    private synchronized Names read() {
        var known = names;
        if (known == null) {
            known = readOnce(Objects.requireNonNull(unread));
            names = known;
            unread = null;
        }
        return known;
    }

    private Names readOnce(Supplier<Names> from) {
        try {
            return from.get();
        } catch (RuntimeException e) {
            unread = () -> {
                throw e;
            };
            throw e;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Outline that
                && incomplete == that.incomplete
                && problems.equals(that.problems)
                && names().equals(that.names());
    }

    @Override
    public int hashCode() {
        return Objects.hash(names(), problems, incomplete);
    }

    @Override
    public String toString() {
        return names() + " " + problems + (incomplete ? " incomplete" : "");
    }
}
