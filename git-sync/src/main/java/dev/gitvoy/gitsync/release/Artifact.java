package dev.gitvoy.gitsync.release;

/** What a server runs on, made from a commit by its {@link Compiler}. Immutable. */
public interface Artifact {
    /** The path of the settings, which every server reads a part of. */
    String SETTINGS = "gitvoy.yaml";

    /**
     * What a file says to the rest of the commit. The settings count as a file: names that {@code gitvoy.yaml} defines are in the
     * outline of that path.
     *
     * @param path of the compiler's folder, or {@link #SETTINGS}; {@link Outline#EMPTY} for one that this does not hold
     */
    Outline outline(String path);
}
