package dev.gitvoy.gitsync.trust;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;

/**
 * An OpenPGP public key as it was exported: the primary key, then user ids and subkeys, each with the signatures on it (RFC
 * 9580, 10.1).
 *
 * <p>Of the signatures of one kind on one thing the newest counts, as GnuPG has it. A revocation always counts, unchecked: to
 * check it takes the revoker's key and a hash that may be as old as the key, and whoever writes the operator's files can do worse
 * than revoke.
 */
final class PgpCertificate {
    private final PgpPacket primary;

    /** The signatures on each part, the primary key included. */
    private final Map<PgpPacket, List<PgpPacket>> signatures = new LinkedHashMap<>();

    private PgpCertificate(PgpPacket primary) {
        this.primary = primary;
        signatures.put(primary, new ArrayList<>());
    }

    /** Returns the certificates of a block; GnuPG exports several in one. */
    static List<PgpCertificate> split(List<PgpPacket> packets) throws RefusedException {
        var certificates = new ArrayList<PgpCertificate>();
        List<PgpPacket> current = new ArrayList<>();
        for (var packet : packets) {
            if (packet.tag() == PgpPacket.PUBLIC_KEY) {
                certificates.add(new PgpCertificate(packet));
            }
            if (certificates.isEmpty()) {
                throw new RefusedException("does not begin with a public key");
            }
            var parts = certificates.get(certificates.size() - 1).signatures;
            switch (packet.tag()) {
                case PgpPacket.PUBLIC_KEY, PgpPacket.USER_ID, PgpPacket.PUBLIC_SUBKEY, PgpPacket.USER_ATTRIBUTE ->
                    current = parts.computeIfAbsent(packet, part -> new ArrayList<>());
                case PgpPacket.SIGNATURE -> current.add(packet);
                default -> {}
            }
        }
        return certificates;
    }

    /** What makes two exports of one key the same key. */
    PgpPacket primary() {
        return primary;
    }

    /** Adds what another export of the same key says: a key is revoked when one of its copies is. */
    void add(PgpCertificate other) {
        other.signatures.forEach((part, more) ->
                signatures.computeIfAbsent(part, p -> new ArrayList<>()).addAll(more));
    }

    /** Returns the keys that may sign, at least one, or says why there is none. */
    List<PgpSigner> signers() throws RefusedException {
        var key = Pgp.key(primary);
        var own = newest(selfSignatures(key))
                .orElseThrow(
                        () -> new RefusedException(
                                "has no valid self-signature with a strong hash; renew it (gpg --quick-set-expire) and export it anew"));
        boolean isRevoked = isRevoked(primary, PGPSignature.KEY_REVOCATION, Optional.empty());
        var main = new PgpKey(key, key.getCreationTime().toInstant(), expiry(key, own), isRevoked);

        var emails = emails(key);
        if (emails.isEmpty() && !isRevoked) {
            throw new RefusedException(
                    "has no user id with an e-mail that is signed and not revoked; add one (gpg --quick-add-uid)");
        }
        var signers = new ArrayList<PgpSigner>();
        // Keys of before flags existed sign and certify.
        boolean hasFlags = own.getHashedSubPackets().hasSubpacket(SignatureSubpacketTags.KEY_FLAGS);
        if (!hasFlags || maySign(own)) {
            signers.add(new PgpSigner(main, main, emails));
        }
        for (var part : signatures.keySet()) {
            if (part.tag() == PgpPacket.PUBLIC_SUBKEY) {
                signingSubkey(key, part).ifPresent(subkey -> signers.add(new PgpSigner(main, subkey, emails)));
            }
        }
        if (signers.isEmpty()) {
            throw new RefusedException(
                    "has no key that may sign; add a signing subkey (gpg --quick-add-key) and export it anew");
        }
        return signers;
    }

    private List<PGPSignature> selfSignatures(PGPPublicKey key) {
        var found = new ArrayList<>(sound(primary, PGPSignature.DIRECT_KEY).stream()
                .filter(signature -> Pgp.isIssuer(signature, key)
                        && Pgp.verifies(signature, key, () -> signature.verifyCertification(key)))
                .toList());
        for (var part : signatures.keySet()) {
            found.addAll(certifications(key, part));
        }
        return found;
    }

    /** The owner's own signatures on a user id. */
    private List<PGPSignature> certifications(PGPPublicKey key, PgpPacket userId) {
        if (userId.tag() != PgpPacket.USER_ID) {
            return List.of();
        }
        return sound(
                        userId,
                        PGPSignature.DEFAULT_CERTIFICATION,
                        PGPSignature.NO_CERTIFICATION,
                        PGPSignature.CASUAL_CERTIFICATION,
                        PGPSignature.POSITIVE_CERTIFICATION)
                .stream()
                .filter(signature -> Pgp.isIssuer(signature, key)
                        && Pgp.verifies(signature, key, () -> signature.verifyCertification(userId.body(), key)))
                .toList();
    }

    private Set<String> emails(PGPPublicKey key) {
        var emails = new HashSet<String>();
        for (var part : signatures.keySet()) {
            if (!certifications(key, part).isEmpty()
                    && !isRevoked(part, PGPSignature.CERTIFICATION_REVOCATION, Optional.of(key))) {
                email(new String(part.body(), StandardCharsets.UTF_8)).ifPresent(emails::add);
            }
        }
        return Set.copyOf(emails);
    }

    /** The address in {@code Name (comment) <address>} or in a bare address. */
    private static Optional<String> email(String userId) {
        int open = userId.indexOf('<');
        var address = open >= 0 && userId.endsWith(">") ? userId.substring(open + 1, userId.length() - 1) : userId;
        boolean isAddress = address.indexOf('@') > 0
                && address.chars().noneMatch(c -> c <= ' ' || c == '<' || c == '>' || c == '\uFFFD');
        return isAddress ? Optional.of(Person.normalized(address)) : Optional.empty();
    }

    /**
     * A subkey counts when the primary key took it in as one that signs, and when it agreed (back signature): else somebody
     * could take in another's subkey and claim what that one signed.
     */
    private Optional<PgpKey> signingSubkey(PGPPublicKey primaryKey, PgpPacket part) {
        PGPPublicKey subkey;
        try {
            subkey = Pgp.key(part);
        } catch (RefusedException e) {
            // One that encrypts, or is too weak to count.
            return Optional.empty();
        }
        var bindings = sound(part, PGPSignature.SUBKEY_BINDING).stream()
                .filter(signature -> Pgp.isIssuer(signature, primaryKey)
                        && Pgp.verifies(signature, primaryKey, () -> signature.verifyCertification(primaryKey, subkey)))
                .toList();
        return newest(bindings)
                .filter(binding -> maySign(binding) && hasBackSignature(binding, primaryKey, subkey))
                .map(binding -> new PgpKey(
                        subkey,
                        subkey.getCreationTime().toInstant(),
                        expiry(subkey, binding),
                        isRevoked(part, PGPSignature.SUBKEY_REVOCATION, Optional.empty())));
    }

    private static boolean hasBackSignature(PGPSignature binding, PGPPublicKey primaryKey, PGPPublicKey subkey) {
        // It proves itself, so that it may stand in the part that the binding does not sign.
        for (var part : List.of(binding.getHashedSubPackets(), binding.getUnhashedSubPackets())) {
            for (var embedded : part.getSubpackets(SignatureSubpacketTags.EMBEDDED_SIGNATURE)) {
                try {
                    var back = Pgp.signature(PgpPacket.signature(embedded.getData()));
                    if (back.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING
                            && Pgp.isIssuer(back, subkey)
                            && Pgp.verifies(back, subkey, () -> back.verifyCertification(primaryKey, subkey))) {
                        return true;
                    }
                } catch (RefusedException e) {
                    // Another may be sound.
                }
            }
        }
        return false;
    }

    private List<PGPSignature> sound(PgpPacket part, Integer... types) {
        var found = new ArrayList<PGPSignature>();
        for (var packet : signatures.getOrDefault(part, List.of())) {
            try {
                var signature = Pgp.signature(packet);
                if (List.of(types).contains(signature.getSignatureType())) {
                    found.add(signature);
                }
            } catch (RefusedException e) {
                // Keys carry signatures of decades and of strangers; only those that count are asked for.
            }
        }
        return found;
    }

    /**
     * @param issuer whose revocations count; empty for everyone's
     */
    private boolean isRevoked(PgpPacket part, int type, Optional<PGPPublicKey> issuer) {
        for (var packet : signatures.getOrDefault(part, List.of())) {
            boolean isOfType = packet.at(0) == 3 ? packet.at(2) == type : packet.at(1) == type;
            if (isOfType && (issuer.isEmpty() || isPerhapsBy(packet, issuer.get()))) {
                return true;
            }
        }
        return false;
    }

    /** Others revoke their own signatures on a user id; that says nothing about the user id. */
    private static boolean isPerhapsBy(PgpPacket packet, PGPPublicKey key) {
        try {
            return Pgp.isIssuer(Pgp.signature(packet), key);
        } catch (RefusedException e) {
            return true;
        }
    }

    private static Optional<PGPSignature> newest(List<PGPSignature> signatures) {
        return signatures.stream()
                .max(Comparator.comparing(PGPSignature::getCreationTime)
                        .thenComparing(
                                Comparator.comparing(PgpCertificate::lifetime).reversed()));
    }

    /** How long the key lives by this signature, in seconds. */
    private static long lifetime(PGPSignature signature) {
        long seconds = signature.getHashedSubPackets().getKeyExpirationTime();
        return seconds == 0 ? Long.MAX_VALUE : seconds;
    }

    /** A self-signature that ends takes the key with it. */
    private static Instant expiry(PGPPublicKey key, PGPSignature own) {
        var byKey = endOf(
                key.getCreationTime().toInstant(), own.getHashedSubPackets().getKeyExpirationTime());
        var bySignature = endOf(
                own.getCreationTime().toInstant(), own.getHashedSubPackets().getSignatureExpirationTime());
        return byKey.isBefore(bySignature) ? byKey : bySignature;
    }

    private static Instant endOf(Instant start, long seconds) {
        return seconds == 0 ? Instant.MAX : start.plusSeconds(seconds);
    }

    private static boolean maySign(PGPSignature own) {
        return (own.getHashedSubPackets().getKeyFlags() & KeyFlags.SIGN_DATA) != 0;
    }
}
