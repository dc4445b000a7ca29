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
    private final Lazy<Names> names;

    /** The names that a file defines, and those that it refers to. */
    public record Names(List<Provided> provides, List<Required> requires) {
        public Names {
            provides = List.copyOf(provides);
            requires = List.copyOf(requires);
        }
    }

    private Outline(Lazy<Names> names, List<Problem> problems, boolean incomplete) {
        this.names = names;
        this.problems = List.copyOf(problems);
        this.incomplete = incomplete;
    }

    /**
     * @param problems what is wrong in the file itself
     * @param incomplete whether the file could not be read, so that {@code provides} may lack names that the author did write
     */
    public Outline(List<Provided> provides, List<Required> requires, List<Problem> problems, boolean incomplete) {
        this(Lazy.of(new Names(provides, requires)), problems, incomplete);
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
        return new Outline(Lazy.from(names), problems, incomplete);
    }

    public List<Provided> provides() {
        return names.get().provides;
    }

    public List<Required> requires() {
        return names.get().requires;
    }

    /** What is wrong in the file itself. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether the file could not be read, so that {@link #provides} may lack names that the author did write. */
    public boolean incomplete() {
        return incomplete;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Outline that
                && incomplete == that.incomplete
                && problems.equals(that.problems)
                && names.get().equals(that.names.get());
    }

    @Override
    public int hashCode() {
        return Objects.hash(names.get(), problems, incomplete);
    }

    @Override
    public String toString() {
        return names.get() + " " + problems + (incomplete ? " incomplete" : "");
    }
}
