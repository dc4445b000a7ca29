/**
 * Reads files that are encrypted with SOPS for age recipients: decrypts them in memory with the keys of a file, or checks
 * their structure without a key. Start at {@link dev.gitvoy.gitsync.sops.SopsFiles}. What is decrypted is handed out as a
 * tree and kept nowhere; no problem quotes a value. Knows no Envoy. Any thread.
 */
@NullMarked
package dev.gitvoy.gitsync.sops;

import org.jspecify.annotations.NullMarked;
