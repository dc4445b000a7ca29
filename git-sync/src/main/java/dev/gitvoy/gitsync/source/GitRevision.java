package dev.gitvoy.gitsync.source;

import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** What of a repository is followed: a branch, a tag, any ref, or one commit for good. */
public sealed interface GitRevision {
    Pattern FULL_ID = Pattern.compile("[0-9a-f]{40}");

    /** A branch by its name without {@code refs/heads/}. */
    static GitRevision branch(String name) {
        return new Branch(name);
    }

    /** A tag by its name without {@code refs/tags/}; an annotated one stands for its commit. */
    static GitRevision tag(String name) {
        return new Tag(name);
    }

    /** Any ref by its full name, which begins with {@code refs/}. */
    static GitRevision ref(String name) {
        return new FullRef(name);
    }

    /**
     * One commit.
     *
     * @param id all 40 characters
     * @param branch in whose history it is looked for when the forge does not give a commit by its id
     */
    static GitRevision commit(String id, String branch) {
        return new Pinned(id, branch);
    }

    /** The ref that the forge is asked for. */
    String ref();

    /** For people, for example {@code branch "main"}. */
    String description();

    /** The option that chooses it. */
    String option();

    /** Differs for different revisions of a repository, and is stable across versions. */
    String key();

    /** @throws SourceException when it cannot be the name of what it names */
    default void check() throws SourceException {
        if (!Repository.isValidRefName(ref())) {
            throw new SourceException(option() + ": " + description() + " is no name that Git allows");
        }
    }

    record Branch(String name) implements GitRevision {
        @Override
        public String ref() {
            return Constants.R_HEADS + name;
        }

        @Override
        public String description() {
            return "branch \"" + name + "\"";
        }

        @Override
        public String option() {
            return "--branch";
        }

        @Override
        public String key() {
            return name;
        }
    }

    record Tag(String name) implements GitRevision {
        @Override
        public String ref() {
            return Constants.R_TAGS + name;
        }

        @Override
        public String description() {
            return "tag \"" + name + "\"";
        }

        @Override
        public String option() {
            return "--tag";
        }

        /** No branch has a space in its name. */
        @Override
        public String key() {
            return "tag " + name;
        }
    }

    record FullRef(String name) implements GitRevision {
        @Override
        public String ref() {
            return name;
        }

        @Override
        public String description() {
            return "ref \"" + name + "\"";
        }

        @Override
        public String option() {
            return "--ref";
        }

        @Override
        public String key() {
            return "ref " + name;
        }

        @Override
        public void check() throws SourceException {
            if (!name.startsWith(Constants.R_REFS)) {
                throw new SourceException(
                        "--ref=" + name + ": expected a full name, for example refs/heads/main or refs/pull/7/merge");
            }
            GitRevision.super.check();
        }
    }

    record Pinned(String id, String branch) implements GitRevision {
        @Override
        public String ref() {
            return Constants.R_HEADS + branch;
        }

        @Override
        public String description() {
            return "commit " + id;
        }

        @Override
        public String option() {
            return "--commit";
        }

        @Override
        public String key() {
            return "commit " + id;
        }

        @Override
        public void check() throws SourceException {
            if (!FULL_ID.matcher(id).matches()) {
                throw new SourceException("--commit=" + id
                        + ": expected all 40 characters of a commit's id, as \"git rev-parse NAME\" prints them");
            }
            new Branch(branch).check();
        }
    }
}
