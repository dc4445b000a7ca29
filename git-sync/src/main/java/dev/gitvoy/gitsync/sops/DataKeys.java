package dev.gitvoy.gitsync.sops;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;

/** Finds the key that a file's values are encrypted with. Any thread. */
final class DataKeys {
    private static final int NAMED = 5;

    private final Optional<AgeKeyFile> file;

    DataKeys(Optional<AgeKeyFile> file) {
        this.file = file;
    }

    String basis() {
        return file.map(AgeKeyFile::basis).orElse("");
    }

    /** Returns nothing after a problem. */
    Optional<Key> open(SopsMetadata metadata, CountedProblems problems) {
        if (file.isEmpty()) {
            problems.error(
                    metadata.recipientsAt(),
                    "sops-no-key",
                    "this file is encrypted for " + recipients(metadata)
                            + ", and this server has no key; start it with --age-key-file");
            return Optional.empty();
        }
        List<AgeIdentity> keys;
        try {
            keys = file.get().read();
        } catch (IOException e) {
            problems.error(
                    metadata.recipientsAt(),
                    "sops-no-key",
                    "this file is encrypted for " + recipients(metadata) + ", but " + e.getMessage());
            return Optional.empty();
        }
        var fitting = metadata.recipients().stream()
                .flatMap(recipient -> keys.stream()
                        .filter(key -> key.publicKey().equals(recipient.publicKey()))
                        .map(key -> new Fit(recipient, key)))
                .toList();
        if (fitting.isEmpty()) {
            problems.error(
                    metadata.recipientsAt(),
                    "sops-no-key",
                    "this file is encrypted for " + recipients(metadata) + ", and the keys in " + file.get()
                            + " are of " + some(keys.stream().map(AgeIdentity::publicKey))
                            + "; add one of these with \"sops rotate --in-place --add-age\", or the private key to the"
                            + " file");
            return Optional.empty();
        }
        return open(fitting, problems);
    }

    private record Fit(SopsMetadata.Recipient recipient, AgeIdentity key) {}

    private static Optional<Key> open(List<Fit> fitting, CountedProblems problems) {
        for (var fit : fitting) {
            try {
                var bytes = fit.key().open(fit.recipient().dataKey());
                var key = new SecretKeySpec(bytes, "AES");
                Arrays.fill(bytes, (byte) 0);
                return Optional.of(key);
            } catch (GeneralSecurityException e) {
                // Another entry may be whole; told below.
            }
        }
        var first = fitting.get(0).recipient();
        problems.error(
                first.at(),
                "sops-data-key",
                "the data key for " + first.publicKey()
                        + " is damaged, or for somebody else; take the file as sops wrote it, or encrypt it anew");
        return Optional.empty();
    }

    private static String recipients(SopsMetadata metadata) {
        return some(metadata.recipients().stream().map(SopsMetadata.Recipient::publicKey));
    }

    private static String some(Stream<String> names) {
        var all = names.distinct().toList();
        return all.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (all.size() > NAMED ? ", .. (" + all.size() + " in all)" : "");
    }
}
