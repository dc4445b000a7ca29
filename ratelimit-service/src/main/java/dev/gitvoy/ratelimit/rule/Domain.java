package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.problem.Location;

/** A file's rules: what the filters of one domain are limited by. */
record Domain(String name, Location at, Rule root) {}
