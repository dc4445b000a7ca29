package dev.gitvoy.gitsync.trust;

import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.gitsync.problem.Suggestion;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a line of OpenSSH's allowed signers format: {@code principals [options] keytype base64 [comment]} (ssh-keygen(1)). */
final class AllowedSignersLine {
    private static final String NAMESPACES = "namespaces";
    private static final String VALID_AFTER = "valid-after";
    private static final String VALID_BEFORE = "valid-before";
    private static final String CERT_AUTHORITY = "cert-authority";
    private static final String EXAMPLE = "alice@example.com ssh-ed25519 AAAA..";

    private final String line;
    private final Consumer<String> warnings;
    private int position;

    private AllowedSignersLine(String line, Consumer<String> warnings) {
        this.line = line;
        this.warnings = warnings;
    }

    /** Returns the signer; empty when the line is right but its key signs no commits. */
    static Optional<SshSigner> parse(String line, Consumer<String> warnings) throws RefusedException {
        return new AllowedSignersLine(line, warnings).parse();
    }

    private Optional<SshSigner> parse() throws RefusedException {
        var principals = word();
        if (looksLikeKeyType(principals)) {
            throw new RefusedException("the line begins with a key; write whose it is before it: " + EXAMPLE);
        }
        var patterns = EmailPatterns.parse(unquoted(principals));
        if (!patterns.canMatch()) {
            throw new RefusedException("the line names nobody; begin it with an e-mail: " + EXAMPLE);
        }
        var word = word();
        Map<String, String> options = Map.of();
        if (!word.isEmpty() && !looksLikeKeyType(word)) {
            options = options(word);
            word = word();
        }
        var key = key(word, word());

        var after = time(options, VALID_AFTER, Instant.MIN);
        var before = time(options, VALID_BEFORE, Instant.MAX);
        if (!after.isBefore(before)) {
            throw new RefusedException("valid-after is not before valid-before; the key would never count");
        }
        var namespaces = options.get(NAMESPACES);
        if (namespaces != null && !EmailPatterns.parse(namespaces).match("git")) {
            warnings.accept("the key is not for namespace \"git\", so that it signs no commits");
            return Optional.empty();
        }
        return Optional.of(new SshSigner(patterns, key, after, before));
    }

    private static SshKey key(String type, String base64) throws RefusedException {
        if (type.isEmpty() || base64.isEmpty()) {
            throw new RefusedException("the line has no key; write: " + EXAMPLE);
        }
        try {
            var known = SshKey.typeNamed(type);
            var blob = Armor.base64(base64);
            if (!new SshReader(blob).text().equals(known.wireName())) {
                throw new RefusedException(
                        "is of another kind than the line says; copy the whole line of the .pub file");
            }
            return SshKey.parse(blob);
        } catch (RefusedException e) {
            throw new RefusedException("the key " + e.reason());
        }
    }

    private static boolean looksLikeKeyType(String word) {
        return SshKeyType.named(word).isPresent()
                || word.startsWith("ssh-")
                || word.startsWith("ecdsa-sha2-")
                || word.startsWith("sk-");
    }

    /** The text up to the next space outside double quotes; empty at the end of the line. */
    private String word() throws RefusedException {
        while (position < line.length() && isSpace(line.charAt(position))) {
            position++;
        }
        int start = position;
        boolean isQuoted = false;
        while (position < line.length() && (isQuoted || !isSpace(line.charAt(position)))) {
            if (line.charAt(position) == '"') {
                isQuoted = !isQuoted;
            }
            position++;
        }
        if (isQuoted) {
            throw new RefusedException("a double quote is not closed; close it");
        }
        return line.substring(start, position);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static String unquoted(String word) throws RefusedException {
        var text = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"")
                ? word.substring(1, word.length() - 1)
                : word;
        if (text.indexOf('"') >= 0) {
            throw new RefusedException("a double quote is in the middle of a word; quote the whole value");
        }
        return text;
    }

    private static Map<String, String> options(String list) throws RefusedException {
        var options = new HashMap<String, String>();
        int start = 0;
        boolean isQuoted = false;
        for (int i = 0; i <= list.length(); i++) {
            if (i == list.length() || (list.charAt(i) == ',' && !isQuoted)) {
                addOption(list.substring(start, i), options);
                start = i + 1;
            } else if (list.charAt(i) == '"') {
                isQuoted = !isQuoted;
            }
        }
        return options;
    }

    private static void addOption(String option, Map<String, String> options) throws RefusedException {
        int equals = option.indexOf('=');
        var name = (equals < 0 ? option : option.substring(0, equals)).toLowerCase(Locale.ROOT);
        if (name.equals(CERT_AUTHORITY)) {
            throw new RefusedException("cert-authority is not supported; list the signers' own keys");
        }
        var known = List.of(NAMESPACES, VALID_AFTER, VALID_BEFORE);
        if (!known.contains(name)) {
            throw new RefusedException("unknown option or kind of key \"" + Excerpt.of(name) + "\""
                    + Suggestion.forName(shortened(name), known));
        }
        var value = equals < 0 ? "" : option.substring(equals + 1);
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            throw new RefusedException(name + " needs a value in double quotes, for example " + name + "=\""
                    + (name.equals(NAMESPACES) ? "git" : "20270101Z") + "\"");
        }
        if (options.put(name, unquoted(value)) != null) {
            throw new RefusedException(name + " is there twice; keep one");
        }
    }

    /** A word may be as long as the file; to compare it with each known one takes the product of the lengths. */
    private static String shortened(String name) {
        int longest = 100;
        return name.length() <= longest ? name : name.substring(0, longest);
    }

    private Instant time(Map<String, String> options, String name, Instant otherwise) throws RefusedException {
        var text = options.get(name);
        if (text == null) {
            return otherwise;
        }
        boolean isUtc = text.endsWith("Z");
        var digits = isUtc ? text.substring(0, text.length() - 1) : text;
        var padded = digits.length() == 8 || digits.length() == 12 ? (digits + "000000").substring(0, 14) : digits;
        try {
            if (!padded.matches("[0-9]{14}")) {
                throw new DateTimeException("digits");
            }
            var time = LocalDateTime.parse(padded, DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT));
            if (!isUtc) {
                warnings.accept(name + "=\"" + digits
                        + "\" is taken as UTC; OpenSSH takes it in each machine's time zone; write \"" + digits
                        + "Z\"");
            }
            return time.toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new RefusedException(name + "=\"" + Excerpt.of(text)
                    + "\" is not a time; write YYYYMMDDZ or YYYYMMDDHHMMSSZ, for example 20270101Z");
        }
    }
}
