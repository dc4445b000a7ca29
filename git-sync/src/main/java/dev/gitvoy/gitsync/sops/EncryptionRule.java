package dev.gitvoy.gitsync.sops;

import com.google.re2j.Pattern;
import java.util.function.Predicate;

/**
 * Which values of a file are encrypted: those with a certain key on the way to them, or all but those.
 *
 * @param keys the keys that make the difference
 * @param encrypts whether what they lead to is encrypted, or alone is not
 */
record EncryptionRule(Predicate<String> keys, boolean encrypts) {
    /** What holds for a file that names no rule. */
    static final EncryptionRule DEFAULT = suffix("_unencrypted", false);

    static EncryptionRule suffix(String suffix, boolean encrypts) {
        return new EncryptionRule(key -> key.endsWith(suffix), encrypts);
    }

    /**
     * By an expression of Go, which SOPS is written in; matched in linear time.
     *
     * @throws com.google.re2j.PatternSyntaxException when it is none
     */
    static EncryptionRule regex(String regex, boolean encrypts) {
        var pattern = Pattern.compile(regex);
        return new EncryptionRule(key -> pattern.matcher(key).find(), encrypts);
    }

    /** @param matched whether a key on the way to a value is one of {@link #keys} */
    boolean isEncrypted(boolean matched) {
        return matched == encrypts;
    }
}
