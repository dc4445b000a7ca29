package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Problem;
import java.util.List;
import java.util.Set;

/**
 * What differs between two commits, or everything that a commit holds.
 *
 * @param changed files that are new or have other content, sorted by path
 * @param removed paths of files that are gone
 * @param problems entries that cannot be read as files: symbolic links, submodules, files that are too large
 * @param whole whether {@code changed} is everything, to be read without what was known before: nothing to compare with was
 *     asked for, or it is lost
 */
public record Changes(List<SourceFile> changed, Set<String> removed, List<Problem> problems, boolean whole) {
    public Changes {
        changed = List.copyOf(changed);
        removed = Set.copyOf(removed);
        problems = List.copyOf(problems);
    }

    /** A difference. */
    public Changes(List<SourceFile> changed, Set<String> removed, List<Problem> problems) {
        this(changed, removed, problems, false);
    }
}
