package dev.gitvoy.xds.resource;

/**
 * Where a resource stands among all of a commit.
 *
 * @param scope the node group that sees it, or {@link dev.gitvoy.gitsync.release.Name#EVERYONE}
 */
public record ResourceKey(String scope, ResourceType type, String name) {}
