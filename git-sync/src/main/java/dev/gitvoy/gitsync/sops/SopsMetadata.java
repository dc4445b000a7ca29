package dev.gitvoy.gitsync.sops;

import com.google.re2j.PatternSyntaxException;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What SOPS says of a file in its section {@code sops}.
 *
 * @param recipients for whom the data key was encrypted; at least one
 * @param recipientsAt where they stand
 * @param rule which values are encrypted
 * @param macOnlyEncrypted whether the MAC leaves out the values that are not
 * @param mac over the values
 * @param lastModified the context in which the MAC was encrypted
 */
record SopsMetadata(
        List<Recipient> recipients,
        Location recipientsAt,
        EncryptionRule rule,
        boolean macOnlyEncrypted,
        EncryptedValue mac,
        Location macAt,
        String lastModified) {
    static final String KEY = "sops";
    static final String MAC = "mac";

    private static final int MOST_RECIPIENTS = 100;
    private static final int LONGEST_DATA_KEY = 16 << 10;
    private static final int LONGEST_RULE = 2_000;
    private static final Pattern RECIPIENT = Pattern.compile("age1[a-z0-9]{20,4000}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);
    private static final String REMEDY = "; take the file as sops wrote it, or encrypt it anew";

    /**
     * The data key, encrypted for somebody.
     *
     * @param publicKey whose, as age writes it
     * @param dataKey armored
     */
    record Recipient(String publicKey, String dataKey, Location at) {}

    /** Returns nothing after reporting all that is wrong. */
    static Optional<SopsMetadata> read(YamlNode.Entry entry, CountedProblems problems) {
        if (!(entry.value() instanceof YamlNode.Mapping section)) {
            problems.error(entry.value().at(), "sops-metadata", "\"sops\" must be a mapping" + REMEDY);
            return Optional.empty();
        }
        return new Reading(section, problems).read();
    }

    /** The work on one section. */
    private static final class Reading {
        private final YamlNode.Mapping section;
        private final CountedProblems problems;

        Reading(YamlNode.Mapping section, CountedProblems problems) {
            this.section = section;
            this.problems = problems;
        }

        Optional<SopsMetadata> read() {
            refuseGroups();
            var recipients = recipients();
            var rule = rule();
            var mac = mac();
            var lastModified = lastModified();
            var macOnlyEncrypted = text(section, "mac_only_encrypted")
                    .map(YamlNode.Scalar::text)
                    .equals(Optional.of("true"));
            return problems.any() || mac.isEmpty() || lastModified.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SopsMetadata(
                            recipients, at("age"), rule, macOnlyEncrypted, mac.get(), at(MAC), lastModified.get()));
        }

        private void refuseGroups() {
            var groups = section.entries().get("key_groups");
            if (groups != null) {
                problems.error(
                        groups.keyAt(),
                        "sops-unsupported",
                        "key groups (Shamir's secret sharing) are not supported; encrypt the file for age recipients in"
                                + " one group");
            }
        }

        private List<Recipient> recipients() {
            var recipients = new ArrayList<Recipient>();
            var list = section.entries().get("age");
            if (list != null && list.value() instanceof YamlNode.Sequence sequence) {
                if (sequence.items().size() > MOST_RECIPIENTS) {
                    problems.error(
                            sequence.at(),
                            "sops-limit",
                            "%d age recipients, and the limit is %d; remove some"
                                    .formatted(sequence.items().size(), MOST_RECIPIENTS));
                    return List.of();
                }
                sequence.items().forEach(item -> recipient(item).ifPresent(recipients::add));
            }
            if (recipients.isEmpty() && !problems.any()) {
                problems.error(
                        at("age"),
                        "sops-no-recipient",
                        "this file has no age recipient, and Gitvoy decrypts with age keys alone; add one with"
                                + " \"sops rotate --in-place --add-age age1..\"");
            }
            return recipients;
        }

        private Optional<Recipient> recipient(YamlNode item) {
            if (item instanceof YamlNode.Mapping mapping) {
                var publicKey = text(mapping, "recipient");
                var dataKey = text(mapping, "enc");
                if (publicKey.isPresent()
                        && dataKey.isPresent()
                        && dataKey.get().text().length() <= LONGEST_DATA_KEY) {
                    // A recipient of another kind, such as an SSH key, is nobody that we could be.
                    return RECIPIENT.matcher(publicKey.get().text()).matches()
                            ? Optional.of(new Recipient(
                                    publicKey.get().text(),
                                    dataKey.get().text(),
                                    dataKey.get().at()))
                            : Optional.empty();
                }
            }
            problems.error(item.at(), "sops-metadata", "an age recipient needs \"recipient\" and \"enc\"" + REMEDY);
            return Optional.empty();
        }

        private EncryptionRule rule() {
            Stream.of("encrypted_comment_regex", "unencrypted_comment_regex")
                    .filter(key -> text(section, key).isPresent())
                    .forEach(key -> problems.error(
                            at(key),
                            "sops-unsupported",
                            "\"" + key + "\" is not supported; use \"encrypted_regex\" on keys"));
            @Nullable EncryptionRule rule = null;
            for (var kind : List.of("unencrypted_suffix", "encrypted_suffix", "unencrypted_regex", "encrypted_regex")) {
                var given = text(section, kind).filter(text -> !text.text().isEmpty());
                if (given.isEmpty()) {
                    continue;
                }
                if (rule != null) {
                    problems.error(
                            given.get().at(), "sops-metadata", "only one rule may say what is encrypted" + REMEDY);
                } else {
                    rule = rule(kind, given.get());
                }
            }
            return rule == null ? EncryptionRule.DEFAULT : rule;
        }

        private EncryptionRule rule(String kind, YamlNode.Scalar given) {
            boolean encrypts = kind.startsWith("encrypted");
            if (given.text().length() > LONGEST_RULE) {
                problems.error(
                        given.at(), "sops-limit", "\"%s\" is longer than %d characters".formatted(kind, LONGEST_RULE));
                return EncryptionRule.DEFAULT;
            }
            try {
                return kind.endsWith("_regex")
                        ? EncryptionRule.regex(given.text(), encrypts)
                        : EncryptionRule.suffix(given.text(), encrypts);
            } catch (PatternSyntaxException e) {
                problems.error(given.at(), "sops-metadata", "\"" + kind + "\" is no regular expression" + REMEDY);
                return EncryptionRule.DEFAULT;
            }
        }

        private Optional<EncryptedValue> mac() {
            var text = text(section, MAC);
            var mac = text.map(YamlNode.Scalar::text).flatMap(EncryptedValue::parse);
            if (mac.isEmpty()) {
                problems.error(
                        at(MAC),
                        "sops-mac",
                        "\"mac\" is missing or malformed, and nothing is trusted without it" + REMEDY);
            }
            return mac;
        }

        /** In the form that SOPS uses when it encrypts the MAC. */
        private Optional<String> lastModified() {
            try {
                return Optional.of(OffsetDateTime.parse(text(section, "lastmodified")
                                .map(YamlNode.Scalar::text)
                                .orElse(""))
                        .format(TIME));
            } catch (DateTimeException e) {
                problems.error(
                        at("lastmodified"),
                        "sops-metadata",
                        "\"lastmodified\" must be a time such as 2026-01-31T12:00:00Z" + REMEDY);
                return Optional.empty();
            }
        }

        private Location at(String key) {
            var entry = section.entries().get(key);
            return entry == null ? section.at() : entry.value().at();
        }

        private static Optional<YamlNode.Scalar> text(YamlNode.Mapping mapping, String key) {
            var entry = mapping.entries().get(key);
            return entry != null && entry.value() instanceof YamlNode.Scalar scalar && !scalar.isNull()
                    ? Optional.of(scalar)
                    : Optional.empty();
        }
    }
}
