/**
 * Reads YAML into trees whose every node knows its place and keeps its text as written; what a scalar means is decided by
 * the compiler that reads the tree. Start at {@link dev.gitvoy.gitsync.yaml.YamlParser}. Pure; any thread.
 */
@NullMarked
package dev.gitvoy.gitsync.yaml;

import org.jspecify.annotations.NullMarked;
