package dev.gitvoy.gitsync.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.ECDSAPublicBCPGKey;
import org.bouncycastle.bcpg.EdDSAPublicBCPGKey;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** What of OpenPGP is taken: keys and signatures of version 4, and of these what nobody can forge. */
final class Pgp {
    private static final int VERSION = 4;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 16384;

    /** Where a key of version 4 has its algorithm: behind version and time. */
    private static final int KEY_ALGORITHM = 5;

    private static final Set<Integer> STRONG_HASHES = Set.of(
            HashAlgorithmTags.SHA256,
            HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512,
            HashAlgorithmTags.SHA3_256,
            HashAlgorithmTags.SHA3_512);

    /** Curve25519 for EdDSA, in GnuPG's arc. */
    private static final String ED25519_CURVE = "1.3.6.1.4.1.11591.15.1";

    /** NIST P-256, P-384 and P-521, and the Brainpool curves of the same sizes. */
    private static final Set<String> ECDSA_CURVES = Set.of(
            "1.2.840.10045.3.1.7",
            "1.3.132.0.34",
            "1.3.132.0.35",
            "1.3.36.3.3.2.8.1.1.7",
            "1.3.36.3.3.2.8.1.1.11",
            "1.3.36.3.3.2.8.1.1.13");

    /** The parts of a signature that this package heeds, or that change nothing in what is signed. */
    private static final Set<Integer> UNDERSTOOD = Set.of(
            SignatureSubpacketTags.CREATION_TIME,
            SignatureSubpacketTags.EXPIRE_TIME,
            SignatureSubpacketTags.KEY_EXPIRE_TIME,
            SignatureSubpacketTags.ISSUER_KEY_ID,
            SignatureSubpacketTags.ISSUER_FINGERPRINT,
            SignatureSubpacketTags.SIGNER_USER_ID,
            SignatureSubpacketTags.KEY_FLAGS,
            SignatureSubpacketTags.FEATURES,
            SignatureSubpacketTags.PRIMARY_USER_ID,
            SignatureSubpacketTags.EMBEDDED_SIGNATURE,
            SignatureSubpacketTags.PREFERRED_SYM_ALGS,
            SignatureSubpacketTags.PREFERRED_HASH_ALGS,
            SignatureSubpacketTags.PREFERRED_COMP_ALGS,
            SignatureSubpacketTags.REVOCATION_KEY,
            SignatureSubpacketTags.REVOCABLE);

    private Pgp() {}

    /** Returns the key in a packet, or says why it may not sign. */
    static PGPPublicKey key(PgpPacket packet) throws RefusedException {
        if (packet.at(0) != VERSION) {
            throw new RefusedException(
                    "is a key of version " + packet.at(0) + ", which is not supported; use version 4");
        }
        // Before the rest is read: keys that only encrypt come along in most blocks.
        switch (packet.at(KEY_ALGORITHM)) {
            case PublicKeyAlgorithmTags.RSA_GENERAL,
                    PublicKeyAlgorithmTags.ECDSA,
                    PublicKeyAlgorithmTags.EDDSA_LEGACY,
                    PublicKeyAlgorithmTags.Ed25519,
                    PublicKeyAlgorithmTags.Ed448 -> {}
            case PublicKeyAlgorithmTags.DSA ->
                throw new RefusedException("is a DSA key, which is too weak; use ed25519");
            default -> throw new RefusedException("is of a kind that cannot sign");
        }
        try {
            var key = new PGPPublicKey((PublicKeyPacket) read(packet).readPacket(), new BcKeyFingerprintCalculator());
            requireStrong(key);
            return key;
        } catch (IOException | PGPException | RuntimeException e) {
            // The library throws what comes up on keys that are not whole.
            throw new RefusedException("is malformed; export it anew");
        }
    }

    private static void requireStrong(PGPPublicKey key) throws RefusedException {
        int bits = key.getBitStrength();
        switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL -> {
                if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
                    throw new RefusedException("is an RSA key of " + bits + " bits; use " + MIN_RSA_BITS + " to "
                            + MAX_RSA_BITS + ", or ed25519");
                }
            }
            case PublicKeyAlgorithmTags.ECDSA -> {
                var curve = ((ECDSAPublicBCPGKey) key.getPublicKeyPacket().getKey()).getCurveOID();
                if (!ECDSA_CURVES.contains(curve.getId())) {
                    throw new RefusedException("is on a curve that is not supported; use ed25519 or nistp256");
                }
            }
            case PublicKeyAlgorithmTags.EDDSA_LEGACY -> {
                var curve = ((EdDSAPublicBCPGKey) key.getPublicKeyPacket().getKey()).getCurveOID();
                if (!curve.getId().equals(ED25519_CURVE)) {
                    throw new RefusedException("is on a curve that is not supported; use ed25519");
                }
            }
            default -> {}
        }
    }

    /** Returns the signature in a packet, or says why it is worth nothing, whoever made it. */
    static PGPSignature signature(PgpPacket packet) throws RefusedException {
        if (packet.at(0) != VERSION) {
            throw new RefusedException("is of version " + packet.at(0)
                    + ", which is not supported; sign with a version 4 key, as GnuPG does");
        }
        try {
            var signature = new PGPSignature(read(packet));
            requireSound(signature, packet);
            return signature;
        } catch (IOException | PGPException | RuntimeException e) {
            throw new RefusedException("is malformed; sign anew");
        }
    }

    private static void requireSound(PGPSignature signature, PgpPacket packet) throws RefusedException, IOException {
        if (!STRONG_HASHES.contains(signature.getHashAlgorithm())) {
            throw new RefusedException(
                    "uses a hash that can be forged or is not supported (SHA-1, for example); use SHA-256 or SHA-512");
        }
        var hashed = signature.getHashedSubPackets();
        for (int critical : hashed.getCriticalTags()) {
            if (!UNDERSTOOD.contains(critical)) {
                throw new RefusedException("has a critical condition that is not understood (subpacket " + critical
                        + "); sign without it");
            }
        }
        if (hashed.getSubpackets(SignatureSubpacketTags.CREATION_TIME).length != 1
                || hashed.getSubpackets(SignatureSubpacketTags.EXPIRE_TIME).length > 1
                || hashed.getSubpackets(SignatureSubpacketTags.KEY_EXPIRE_TIME).length > 1
                || hashed.getSubpackets(SignatureSubpacketTags.KEY_FLAGS).length > 1) {
            throw new RefusedException("does not say once when it was made and how long it counts; sign anew");
        }
        if (!isUsuallyEncoded(signature, packet)) {
            throw new RefusedException("is encoded in an unusual way; sign anew, with GnuPG for example");
        }
    }

    private static boolean isUsuallyEncoded(PGPSignature signature, PgpPacket packet)
            throws RefusedException, IOException {
        var written = PgpPacket.split(signature.getEncoded()).get(0).body();
        if (Arrays.equals(written, packet.body())) {
            return true;
        }
        if (signature.getKeyAlgorithm() != PublicKeyAlgorithmTags.RSA_GENERAL) {
            return false;
        }
        // Go's library, with which GitHub signs, gives the number of an RSA signature the length of whole bytes.
        int bytes = rsaBytes(signature);
        int length = written.length - bytes - 2;
        if (bytes == 0) {
            return false;
        }
        written[length] = (byte) ((bytes * Byte.SIZE) >> Byte.SIZE);
        written[length + 1] = (byte) (bytes * Byte.SIZE);
        return Arrays.equals(written, packet.body());
    }

    private static int rsaBytes(PGPSignature signature) {
        try {
            return signature.getSignature().length;
        } catch (PGPException e) {
            return 0;
        }
    }

    private static BCPGInputStream read(PgpPacket packet) {
        return new BCPGInputStream(new ByteArrayInputStream(packet.encoded()));
    }

    /** Whether the signature says that this key made it, wherever it says so, and says so at all. */
    static boolean isIssuer(PGPSignature signature, PGPPublicKey key) {
        boolean isNamed = false;
        for (var part : List.of(signature.getHashedSubPackets(), signature.getUnhashedSubPackets())) {
            if (part.hasSubpacket(SignatureSubpacketTags.ISSUER_KEY_ID)) {
                if (part.getIssuerKeyID() != key.getKeyID()) {
                    return false;
                }
                isNamed = true;
            }
            var fingerprint = part.getIssuerFingerprint();
            if (fingerprint != null) {
                if (!Arrays.equals(fingerprint.getFingerprint(), key.getFingerprint())) {
                    return false;
                }
                isNamed = true;
            }
        }
        return isNamed && signature.getKeyAlgorithm() == key.getAlgorithm();
    }

    /** Something that a signature is checked for, which the library may refuse in its own ways. */
    interface Check {
        boolean verify() throws PGPException;
    }

    /** Prepares a signature for a check by a key, and checks it. */
    static boolean verifies(PGPSignature signature, PGPPublicKey key, Check check) {
        try {
            signature.init(new BcPGPContentVerifierBuilderProvider(), key);
            return check.verify();
        } catch (PGPException | RuntimeException e) {
            // A value that is out of the range of its algorithm: nobody made this signature with this key.
            return false;
        }
    }

    static String fingerprint(PGPPublicKey key) {
        return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
    }
}
