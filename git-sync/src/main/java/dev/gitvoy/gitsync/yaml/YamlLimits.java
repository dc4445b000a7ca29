package dev.gitvoy.gitsync.yaml;

/**
 * How much one file may ask of us, so that no commit can exhaust a server.
 *
 * @param maxBytes size of the file
 * @param maxDepth levels of nesting, aliases followed
 * @param maxNodes scalars, lists and mappings of all documents together, each alias counted as what it stands for
 */
public record YamlLimits(int maxBytes, int maxDepth, int maxNodes) {
    /** 1 MiB, 64 levels, 100,000 nodes: about ten times the largest hand-written Envoy configuration. */
    public static final YamlLimits DEFAULT = new YamlLimits(1 << 20, 64, 100_000);

    public YamlLimits {
        requirePositive("maxBytes", maxBytes);
        requirePositive("maxDepth", maxDepth);
        requirePositive("maxNodes", maxNodes);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
