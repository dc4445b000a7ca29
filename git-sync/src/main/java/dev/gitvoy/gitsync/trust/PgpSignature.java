package dev.gitvoy.gitsync.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPSignature;

/** A detached signature as {@code gpg --detach-sign} makes it (RFC 9580, 5.2). */
final class PgpSignature implements CommitSignature {
    private static final String LABEL = "PGP SIGNATURE";

    private final PGPSignature signature;

    private PgpSignature(PGPSignature signature) {
        this.signature = signature;
    }

    static PgpSignature parse(String armored) throws RefusedException {
        var packets = PgpPacket.split(Armor.pgp(armored, LABEL));
        if (packets.size() != 1 || packets.get(0).tag() != PgpPacket.SIGNATURE) {
            throw new RefusedException("is not one OpenPGP signature; sign once, with one key");
        }
        var signature = Pgp.signature(packets.get(0));
        if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
            throw new RefusedException("is not made over a file as it is; sign without --textmode");
        }
        for (SignatureSubpacket unsigned : signature.getUnhashedSubPackets().toArray()) {
            if (unsigned.getType() != SignatureSubpacketTags.ISSUER_KEY_ID
                    && unsigned.getType() != SignatureSubpacketTags.ISSUER_FINGERPRINT) {
                throw new RefusedException("carries data that is not signed; sign with GnuPG, for example");
            }
        }
        return new PgpSignature(signature);
    }

    @Override
    public String keyName() {
        return "OpenPGP key %016X".formatted(signature.getKeyID());
    }

    @Override
    public Optional<Instant> madeAt() {
        return Optional.of(signature.getCreationTime().toInstant());
    }

    @Override
    public List<PgpSigner> madeBy(AllowedSigners signers, byte[] payload) throws ObjectionException {
        var known = signers.pgp().stream()
                .filter(signer -> Pgp.isIssuer(signature, signer.signing().key()))
                .toList();
        if (known.isEmpty()) {
            return known;
        }
        boolean isItsHash = Arrays.equals(Arrays.copyOf(hashOf(payload), 2), signature.getDigestPrefix());
        var key = known.get(0).signing().key();
        if (!isItsHash
                || !Pgp.verifies(signature, key, () -> {
                    signature.update(payload);
                    return signature.verify();
                })) {
            throw CommitSignature.doesNotFit(keyName());
        }
        return known;
    }

    @Override
    public Optional<Instant> expires() {
        long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
        return seconds == 0
                ? Optional.empty()
                : Optional.of(signature.getCreationTime().toInstant().plusSeconds(seconds));
    }

    private byte[] hashOf(byte[] payload) {
        try {
            var hash = MessageDigest.getInstance(
                    switch (signature.getHashAlgorithm()) {
                        case HashAlgorithmTags.SHA256 -> "SHA-256";
                        case HashAlgorithmTags.SHA384 -> "SHA-384";
                        case HashAlgorithmTags.SHA512 -> "SHA-512";
                        case HashAlgorithmTags.SHA3_256 -> "SHA3-256";
                        case HashAlgorithmTags.SHA3_512 -> "SHA3-512";
                        default -> throw new IllegalStateException("hash " + signature.getHashAlgorithm());
                    });
            hash.update(payload);
            return hash.digest(signature.getSignatureTrailer());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
