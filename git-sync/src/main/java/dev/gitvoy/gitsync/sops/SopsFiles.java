package dev.gitvoy.gitsync.sops;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.gitsync.yaml.YamlParser;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads {@code *.sops.yaml}. With keys, values are decrypted and the file's MAC is always checked; without, values stay as
 * they are and only the structure is checked. Any thread.
 */
public final class SopsFiles {
    private static final String ENDING = ".sops.yaml";
    /** Problems whose words may repeat what somebody has put into the file in the clear. */
    private static final Set<String> QUOTING = Set.of("yaml-alias", "yaml-syntax", "yaml-tag");

    private final YamlParser yaml = new YamlParser(YamlLimits.DEFAULT);
    private final Optional<DataKeys> keys;

    private SopsFiles(Optional<DataKeys> keys) {
        this.keys = keys;
    }

    /** Never decrypts, and takes no file for wrong because of that. */
    public static SopsFiles sealed() {
        return new SopsFiles(Optional.empty());
    }

    /** Decrypts with the keys of a file, as it is when a file is read. Without one, an encrypted file is a problem. */
    public static SopsFiles opened(Optional<AgeKeyFile> keys) {
        return new SopsFiles(Optional.of(new DataKeys(keys)));
    }

    /** Whether a file is encrypted, by its path. */
    public static boolean isEncrypted(String path) {
        return path.endsWith(ENDING) && !isSettings(path);
    }

    /** Whether a file holds the settings of SOPS itself, {@code .sops.yaml}; it is none of ours. */
    public static boolean isSettings(String path) {
        return path.equals(ENDING) || path.endsWith("/" + ENDING);
    }

    /** Whether a document has been encrypted by SOPS, whatever its file is called. */
    public static boolean looksEncrypted(YamlNode document) {
        return document instanceof YamlNode.Mapping mapping
                && mapping.entries().containsKey(SopsMetadata.KEY)
                && mapping.entries().get(SopsMetadata.KEY).value() instanceof YamlNode.Mapping section
                && section.entries().containsKey(SopsMetadata.MAC);
    }

    /** What is wrong with an encrypted file where nothing is secret. */
    public static Problem notHere(String path) {
        return Problem.error(
                Location.startOf(path),
                "sops-not-here",
                "encrypted files belong under xds/ alone: nothing here is secret, for keys of clients are hashed; write this"
                        + " file in the clear, with a name that ends in .yaml");
    }

    /** Another text when other keys are there: what could not be decrypted may be now. Tells nothing about a key. */
    public String basis() {
        return keys.map(DataKeys::basis).orElse("");
    }

    /**
     * Returns the content of a file, or nothing after reporting all that is wrong with it.
     *
     * @param file the path to name in locations
     */
    public Optional<SopsDocument> read(String file, byte[] content, Consumer<Problem> problems) {
        var found = new CountedProblems(problems);
        var documents = yaml.parse(file, content, problem -> found.accept(withoutQuotes(problem)));
        if (found.any()) {
            return Optional.empty();
        }
        if (documents.size() > 1) {
            documents.stream()
                    .skip(1)
                    .forEach(more -> found.error(
                            more.at(),
                            "sops-documents",
                            "an encrypted file holds one document; encrypt this one in a file of its own"));
            return Optional.empty();
        }
        if (documents.isEmpty()
                || !(documents.get(0) instanceof YamlNode.Mapping root)
                || !root.entries().containsKey(SopsMetadata.KEY)) {
            found.error(
                    Location.startOf(file),
                    "sops-not-encrypted",
                    "this file is not encrypted, but its name says so: run \"sops encrypt --in-place " + file
                            + "\"; what was pushed in the clear must be replaced by new secrets");
            return Optional.empty();
        }
        return SopsMetadata.read(root.entries().get(SopsMetadata.KEY), found)
                .flatMap(metadata -> read(withoutMetadata(root), metadata, found))
                .filter(document -> !found.any());
    }

    private Optional<SopsDocument> read(YamlNode.Mapping content, SopsMetadata metadata, CountedProblems problems) {
        if (keys.isEmpty()) {
            var values = new SealedValues();
            var tree = new TreeWalk(metadata, values, problems).of(content);
            return Optional.of(new SopsDocument(tree, values.places(), DecryptedTexts.NONE, new byte[0]));
        }
        return keys.get().open(metadata, problems).map(key -> {
            var values = new OpenedValues(key, metadata, problems);
            var tree = new TreeWalk(metadata, values, problems).of(content);
            if (!problems.any()) {
                // One mistake is one problem: a value that cannot be read would make the MAC wrong, too.
                values.checkMac();
            }
            return new SopsDocument(tree, Set.of(), values.texts(), values.salt());
        });
    }

    private static YamlNode.Mapping withoutMetadata(YamlNode.Mapping root) {
        var entries = new LinkedHashMap<>(root.entries());
        entries.remove(SopsMetadata.KEY);
        return new YamlNode.Mapping(root.at(), Collections.unmodifiableMap(entries));
    }

    private static Problem withoutQuotes(Problem problem) {
        return QUOTING.contains(problem.code())
                ? Problem.error(
                        problem.at(),
                        problem.code(),
                        "this is not YAML as sops writes it, perhaps after a merge; take one version of the file and"
                                + " edit it with sops")
                : problem;
    }
}
