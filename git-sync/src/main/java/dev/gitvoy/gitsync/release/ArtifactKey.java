package dev.gitvoy.gitsync.release;

/** Finds a server's artifact in a {@link Release}, typed. */
public record ArtifactKey<A extends Artifact>(String name, Class<A> type) {}
