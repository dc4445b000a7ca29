package dev.gitvoy.gitsync.trust;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of SSH keys that may sign. The {@code SK} ones live in a FIDO security key (OpenSSH, PROTOCOL.u2f). */
enum SshKeyType {
    ED25519("ssh-ed25519", "", "Ed25519"),
    ECDSA_256("ecdsa-sha2-nistp256", "nistp256", "SHA256withECDSA"),
    ECDSA_384("ecdsa-sha2-nistp384", "nistp384", "SHA384withECDSA"),
    ECDSA_521("ecdsa-sha2-nistp521", "nistp521", "SHA512withECDSA"),
    RSA("ssh-rsa", "", ""),
    SK_ED25519("sk-ssh-ed25519@openssh.com", "", "Ed25519"),
    SK_ECDSA("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", "SHA256withECDSA");

    private final String wireName;
    private final String curve;
    private final String signatureAlgorithm;

    SshKeyType(String wireName, String curve, String signatureAlgorithm) {
        this.wireName = wireName;
        this.curve = curve;
        this.signatureAlgorithm = signatureAlgorithm;
    }

    static Optional<SshKeyType> named(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }

    String wireName() {
        return wireName;
    }

    /** SSH's name of the curve; empty unless ECDSA. */
    String curve() {
        return curve;
    }

    boolean isEcdsa() {
        return !curve.isEmpty();
    }

    boolean isSecurityKey() {
        return this == SK_ED25519 || this == SK_ECDSA;
    }

    /** Returns Java's name of the algorithm for a signature that calls itself so. */
    String algorithmFor(String signatureName) throws RefusedException {
        if (this == RSA) {
            return switch (signatureName) {
                case "rsa-sha2-256" -> "SHA256withRSA";
                case "rsa-sha2-512" -> "SHA512withRSA";
                case "ssh-rsa" ->
                    throw new RefusedException("uses SHA-1, which can be forged; sign with OpenSSH 8.2 or newer");
                default -> throw new RefusedException("is of another kind than its key");
            };
        }
        if (!signatureName.equals(wireName)) {
            throw new RefusedException("is of another kind than its key");
        }
        return signatureAlgorithm;
    }
}
