package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Problem;
import java.util.List;
import java.util.Set;

/**
 * What differs between two commits.
 *
 * @param changed files that are new or have other content, sorted by path
 * @param removed paths of files that are gone
 * @param problems entries that cannot be read as files: symbolic links, submodules, files that are too large
 */
public record Changes(List<SourceFile> changed, Set<String> removed, List<Problem> problems) {
    public Changes {
        changed = List.copyOf(changed);
        removed = Set.copyOf(removed);
        problems = List.copyOf(problems);
    }
}
