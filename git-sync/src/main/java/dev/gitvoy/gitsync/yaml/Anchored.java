package dev.gitvoy.gitsync.yaml;

/**
 * A finished node with what an alias to it costs.
 *
 * @param nodes how many nodes it holds, itself included, each alias counted as what it stands for
 * @param height how many levels it has, 1 for a scalar
 */
record Anchored(YamlNode node, int nodes, int height) {}
