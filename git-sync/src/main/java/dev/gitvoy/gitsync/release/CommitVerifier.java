package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.source.CommitObject;
import java.util.List;
import java.util.Optional;

/** Says whether commits come from whom they may. Called by the sync thread. */
public interface CommitVerifier {
    /** For a source that is trusted as a whole. */
    CommitVerifier ANYBODY = new CommitVerifier() {
        @Override
        public Verdict verify(List<CommitObject> oldestFirst) {
            return new Verdict(oldestFirst.size(), Optional.empty());
        }

        @Override
        public String basis() {
            return "";
        }
    };

    /** Looks at commits that follow each other, the oldest first, up to the first that is not to be trusted. */
    Verdict verify(List<CommitObject> oldestFirst);

    /** What the answers rest on, for example the content of a file with keys; when it changes, they may. */
    String basis();

    /**
     * @param trusted how many of the commits, from the first on, may be served
     * @param distrust why the next one may not, for people; empty when all may
     */
    record Verdict(int trusted, Optional<String> distrust) {}
}
