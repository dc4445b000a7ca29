package dev.gitvoy.envoycheck;

import static dev.gitvoy.envoycheck.Der.bytes;
import static dev.gitvoy.envoycheck.Der.der;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A certificate and its private key, made for this run of the program and worth nothing: they take the place of real ones,
 * which must not be written to a file.
 */
final class ThrowAwayPair {
    /** What Envoy expects of a session ticket key. */
    static final int TICKET_KEY_BYTES = 80;

    private static final ThrowAwayPair PAIR = new ThrowAwayPair();

    private final DataSource certificate;
    private final DataSource privateKey;

    private ThrowAwayPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var keys = generator.generateKeyPair();
            this.certificate = pem("CERTIFICATE", certificateOf(keys.getPublic(), keys.getPrivate()));
            this.privateKey = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    static DataSource certificate() {
        return PAIR.certificate;
    }

    static DataSource privateKey() {
        return PAIR.privateKey;
    }

    /** @param issuer a key of curve P-256 */
    static byte[] certificateOf(PublicKey subject, PrivateKey issuer) throws GeneralSecurityException {
        var algorithm = der(Der.SEQUENCE, der(Der.OBJECT, bytes(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)));
        var commonName = der(Der.OBJECT, bytes(0x55, 0x04, 0x03));
        var name = der(
                Der.SEQUENCE,
                der(
                        Der.SET,
                        der(Der.SEQUENCE, commonName, der(Der.UTF8_STRING, "gitvoy throw-away".getBytes(US_ASCII)))));
        var validity = der(
                Der.SEQUENCE,
                der(Der.GENERALIZED_TIME, "20000101000000Z".getBytes(US_ASCII)),
                der(Der.GENERALIZED_TIME, "99991231235959Z".getBytes(US_ASCII)));
        var content = der(
                Der.SEQUENCE,
                der(Der.VERSION, der(Der.INTEGER, bytes(2))),
                der(Der.INTEGER, BigInteger.ONE.toByteArray()),
                algorithm,
                name,
                validity,
                name,
                subject.getEncoded());
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuer);
        signature.update(content);
        return der(Der.SEQUENCE, content, algorithm, der(Der.BIT_STRING, bytes(0), signature.sign()));
    }

    private static DataSource pem(String what, byte[] bytes) {
        var text = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
        return DataSource.newBuilder().setInlineString(text).build();
    }
}
