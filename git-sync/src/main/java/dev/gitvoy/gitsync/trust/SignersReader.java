package dev.gitvoy.gitsync.trust;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads files of allowed signers, one after the other, and reports all that is wrong with them. */
final class SignersReader {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String PGP_LABEL = "PGP PUBLIC KEY BLOCK";

    private final Consumer<Problem> problems;
    private final List<SshSigner> ssh = new ArrayList<>();

    /** By primary key; in the order of the files. */
    private final Map<PgpPacket, PgpCertificate> certificates = new LinkedHashMap<>();

    private final Map<PgpPacket, Location> places = new LinkedHashMap<>();
    private boolean hasErrors;

    SignersReader(Consumer<Problem> problems) {
        this.problems = problems;
    }

    void read(String file, byte[] content) {
        if (content.length > AllowedSigners.MAX_FILE_BYTES) {
            error(
                    Location.startOf(file),
                    "signers-too-large",
                    "has more than " + AllowedSigners.MAX_FILE_BYTES + " bytes; split it into the files of a folder");
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            error(
                    Location.startOf(file),
                    "signers-encoding",
                    "is not text in UTF-8; export OpenPGP keys with gpg --armor --export, save other files as UTF-8");
            return;
        }
        readLines(file, text.lines().toList());
    }

    private void readLines(String file, List<String> lines) {
        int i = 0;
        while (i < lines.size()) {
            var at = new Location(file, i + 1, 1);
            var line = lines.get(i).strip();
            if (line.startsWith(BEGIN)) {
                int end = i;
                while (end < lines.size() && !lines.get(end).startsWith(END)) {
                    end++;
                }
                readBlock(at, line, String.join("\n", lines.subList(i, Math.min(end + 1, lines.size()))));
                i = end + 1;
            } else {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    readLine(at, lines.get(i));
                }
                i++;
            }
        }
    }

    private void readLine(Location at, String line) {
        try {
            AllowedSignersLine.parse(line, warning -> problems.accept(Problem.warning(at, "signers-line", warning)))
                    .ifPresent(ssh::add);
        } catch (RefusedException e) {
            error(at, "signers-line", e.reason());
        }
    }

    private void readBlock(Location at, String begin, String block) {
        if (begin.contains("PRIVATE KEY")) {
            error(
                    at,
                    "signers-private-key",
                    "is a private key, which must not be here; list public keys only, and replace"
                            + " this key if others could read the file");
            return;
        }
        if (!begin.equals(BEGIN + PGP_LABEL + "-----")) {
            error(at, "signers-block", "is not an OpenPGP public key; export one with gpg --armor --export");
            return;
        }
        try {
            for (var certificate : PgpCertificate.split(PgpPacket.split(Armor.pgp(block, PGP_LABEL)))) {
                places.putIfAbsent(certificate.primary(), at);
                certificates.merge(certificate.primary(), certificate, (first, more) -> {
                    first.add(more);
                    return first;
                });
            }
        } catch (RefusedException e) {
            error(at, "signers-pgp-key", "the OpenPGP block " + e.reason());
        }
    }

    /** What was read; the problems that show only when all files are known are reported now. */
    AllowedSigners signers(String setting) {
        var pgp = new ArrayList<PgpSigner>();
        certificates.forEach((primary, certificate) -> {
            try {
                pgp.addAll(certificate.signers());
            } catch (RefusedException e) {
                error(
                        places.getOrDefault(primary, Location.startOf(setting)),
                        "signers-pgp-key",
                        "the OpenPGP key " + e.reason());
            }
        });
        var all = new AllowedSigners(ssh, pgp);
        if (all.size() == 0 && !hasErrors) {
            error(
                    Location.startOf(setting),
                    "signers-empty",
                    "lists no key that may sign commits; add a line such as: alice@example.com ssh-ed25519 AAAA..");
        }
        return all;
    }

    void error(Location at, String code, String message) {
        hasErrors = true;
        problems.accept(Problem.error(at, code, message));
    }
}
