package dev.gitvoy.gitsync.release;

import java.util.List;

/** What a server runs on, made from a commit by its {@link Compiler}. Immutable. */
public interface Artifact {
    List<Provided> provides();

    List<Required> requires();

    /**
     * Whether a file could not be read at all, so that names may be missing from {@link #provides} that the author did
     * write.
     */
    boolean incomplete();
}
