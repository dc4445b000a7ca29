package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The port through which a server takes part in a commit. Pure: the same input gives the same artifact and problems, on
 * every replica. Called by the sync thread.
 */
public interface Compiler<A extends Artifact> {
    ArtifactKey<A> key();

    /** The folder of the config repository whose files this compiler reads; no two compilers share one. */
    String folder();

    /** The sections of {@code gitvoy.yaml} that this compiler reads; no two compilers share one. */
    Set<String> sections();

    /** Codes of problems whose severity a repository may set, in the section {@code checks}. */
    default Set<String> adjustable() {
        return Set.of();
    }

    /**
     * The size of a file that need not be read, because what it compiles to is known by its path and content; nothing for one
     * that must be.
     */
    default OptionalInt knownSize(String path, String contentId) {
        return OptionalInt.empty();
    }

    /**
     * What the result rests on beside its input, for example a file with keys: another text when a commit that was rejected
     * may compile now. Tells no secret.
     */
    default String basis() {
        return "";
    }

    /**
     * Compiles what changed on top of what is already compiled.
     *
     * @param previous what this compiler returned for the release that {@code input} starts from, or null for none
     */
    Output<A> compile(@Nullable A previous, Input input);

    /**
     * What to compile.
     *
     * @param changed files of the {@linkplain #folder folder} that are new or have other content, sorted by path
     * @param removed paths of files of the folder that are gone
     * @param sections this compiler's sections of {@code gitvoy.yaml}, all that are there, changed or not
     */
    record Input(List<SourceFile> changed, Set<String> removed, Map<String, YamlNode> sections) {
        public Input {
            changed = List.copyOf(changed);
            removed = Set.copyOf(removed);
            sections = Map.copyOf(sections);
        }
    }

    /**
     * The result, also when something is wrong: then the artifact is never run, but its names let the rest of the commit be
     * checked.
     *
     * @param problems everything that is wrong but is of no one file alone, which has its own in its {@link Outline}
     */
    record Output<A extends Artifact>(A artifact, List<Problem> problems) {
        public Output {
            problems = List.copyOf(problems);
        }
    }
}
