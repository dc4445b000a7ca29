package dev.gitvoy.gitsync.trust;

/**
 * What speaks against a commit, before it is said of which.
 *
 * @param reason continues a sentence that begins with "commit 3f9c2ab "
 */
record Objection(String code, String reason) {}
