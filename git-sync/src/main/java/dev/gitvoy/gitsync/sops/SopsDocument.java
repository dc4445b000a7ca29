package dev.gitvoy.gitsync.sops;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.Set;

/** What an encrypted file holds, with the places of the file. Never to be logged or stored. */
public final class SopsDocument {
    private final YamlNode.Mapping content;
    private final Set<Location> sealed;
    private final DecryptedTexts texts;
    private final byte[] salt;

    SopsDocument(YamlNode.Mapping content, Set<Location> sealed, DecryptedTexts texts, byte[] salt) {
        this.salt = salt.clone();
        this.content = content;
        this.sealed = Set.copyOf(sealed);
        this.texts = texts;
    }

    public YamlNode.Mapping content() {
        return content;
    }

    /** Whether the value at a place is still encrypted, so that nothing can be said of it. */
    public boolean isSealed(Location at) {
        return sealed.contains(at);
    }

    /**
     * What all who can decrypt the file have in common, and nobody else knows: with it in a hash of the content, nobody finds
     * a short secret by trying. Empty for content that is still encrypted.
     */
    public byte[] salt() {
        return salt.clone();
    }

    /**
     * The same problem without a decrypted value in its words.
     *
     * @param shown keys whose values may be shown, as names and types may
     */
    public Problem discreet(Problem problem, Set<String> shown) {
        return texts.areIn(problem.message(), shown)
                ? new Problem(
                        problem.at(),
                        problem.severity(),
                        problem.code(),
                        "something is wrong with a value here (" + problem.code()
                                + "), which is not shown: it is encrypted; look at it with sops")
                : problem;
    }

    @Override
    public String toString() {
        return "the content of " + content.at().file();
    }
}
