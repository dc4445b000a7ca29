package dev.gitvoy.gitsync.trust;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A public key of SSH. */
final class SshKey {
    /** Factoring 1024 bits is within reach of states; NIST SP 800-57 asks for 2048. */
    private static final int MIN_RSA_BITS = 2048;

    /** The largest that Java takes; more would only cost time. */
    private static final int MAX_RSA_BITS = 16384;

    private static final int MAX_RSA_EXPONENT_BITS = 64;
    private static final int ED25519_KEY_BYTES = 32;
    private static final byte[] ED25519_X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte UNCOMPRESSED_POINT = 4;
    private static final int TOUCHED = 1;

    private final SshKeyType type;
    private final byte[] blob;
    private final PublicKey key;
    private final byte[] application;

    private SshKey(SshKeyType type, byte[] blob, PublicKey key, byte[] application) {
        this.type = type;
        this.blob = blob;
        this.key = key;
        this.application = application;
    }

    static SshKey parse(byte[] blob) throws RefusedException {
        var reader = new SshReader(blob);
        var type = typeNamed(reader.text());
        try {
            var key = type.isEcdsa() ? ecdsa(type, reader) : type == SshKeyType.RSA ? rsa(reader) : ed25519(reader);
            var application = type.isSecurityKey() ? reader.string() : new byte[0];
            reader.end();
            return new SshKey(type, blob.clone(), key, application);
        } catch (GeneralSecurityException e) {
            throw new RefusedException("is not a valid " + type.wireName() + " key; copy it anew");
        }
    }

    static SshKeyType typeNamed(String name) throws RefusedException {
        if (name.equals("ssh-dss")) {
            throw new RefusedException("is a DSA key, which is too weak; use ssh-ed25519");
        }
        if (name.endsWith("-cert-v01@openssh.com")) {
            throw new RefusedException("is a certificate, which is not supported; list the keys themselves");
        }
        return SshKeyType.named(name)
                .orElseThrow(() ->
                        new RefusedException("is of a kind that is not supported; use ssh-ed25519, ecdsa or ssh-rsa"));
    }

    private static PublicKey ed25519(SshReader reader) throws RefusedException, GeneralSecurityException {
        var point = reader.string();
        if (point.length != ED25519_KEY_BYTES) {
            throw new RefusedException("has a length that no Ed25519 key has; copy it anew");
        }
        var encoded = Arrays.copyOf(ED25519_X509_PREFIX, ED25519_X509_PREFIX.length + point.length);
        System.arraycopy(point, 0, encoded, ED25519_X509_PREFIX.length, point.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static PublicKey rsa(SshReader reader) throws RefusedException, GeneralSecurityException {
        var exponent = reader.mpint();
        var modulus = reader.mpint();
        if (modulus.bitLength() < MIN_RSA_BITS) {
            throw new RefusedException("is an RSA key of " + modulus.bitLength() + " bits, which is too weak; use "
                    + MIN_RSA_BITS + " bits or more, or ssh-ed25519");
        }
        boolean isOddExponent = exponent.testBit(0) && exponent.compareTo(BigInteger.ONE) > 0;
        if (modulus.bitLength() > MAX_RSA_BITS || exponent.bitLength() > MAX_RSA_EXPONENT_BITS || !isOddExponent) {
            throw new RefusedException("is an RSA key with an unusual modulus or exponent; use ssh-ed25519");
        }
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static PublicKey ecdsa(SshKeyType type, SshReader reader)
            throws RefusedException, GeneralSecurityException {
        if (!reader.text().equals(type.curve())) {
            throw new RefusedException("is on another curve than its kind says; copy it anew");
        }
        var encoded = reader.string();
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(type.curve().replace("nistp", "secp") + "r1"));
        var curve = parameters.getParameterSpec(ECParameterSpec.class);
        int coordinate = (curve.getCurve().getField().getFieldSize() + Byte.SIZE - 1) / Byte.SIZE;
        if (encoded.length != 1 + 2 * coordinate || encoded[0] != UNCOMPRESSED_POINT) {
            throw new RefusedException("has no uncompressed point of its curve; copy it anew");
        }
        var point = new ECPoint(
                new BigInteger(1, encoded, 1, coordinate), new BigInteger(1, encoded, 1 + coordinate, coordinate));
        requireOnCurve(point, curve);
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
    }

    private static void requireOnCurve(ECPoint point, ECParameterSpec parameters) throws RefusedException {
        var curve = parameters.getCurve();
        var p = ((ECFieldFp) curve.getField()).getP();
        var x = point.getAffineX();
        var y = point.getAffineY();
        var right =
                x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right)) {
            throw new RefusedException("has a point that is not on its curve; copy it anew");
        }
    }

    boolean isEncodedAs(byte[] otherBlob) {
        return Arrays.equals(blob, otherBlob);
    }

    /** The name under which {@code ssh-keygen -l} shows the key. */
    static String fingerprint(byte[] blob) {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256(blob));
    }

    String fingerprint() {
        return fingerprint(blob);
    }

    /** Whether this key made the signature, in the encoding of RFC 4253, 6.6, over the message. */
    boolean verifies(byte[] signature, byte[] message) throws RefusedException {
        var reader = new SshReader(signature);
        var algorithm = type.algorithmFor(reader.text());
        var value = type.isEcdsa() ? ecdsaValue(reader.string()) : reader.string();
        var signed = type.isSecurityKey() ? withDeviceData(reader, message) : message;
        reader.end();
        try {
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(value);
        } catch (GeneralSecurityException e) {
            // Java throws for some values that cannot be a signature and answers false for others.
            return false;
        }
    }

    /** What a security key signs in place of the message: who asked, whether it was touched, how often it signed. */
    private byte[] withDeviceData(SshReader reader, byte[] message) throws RefusedException {
        var flagsAndCounter = reader.raw(1 + Integer.BYTES);
        if ((flagsAndCounter[0] & TOUCHED) == 0) {
            throw new RefusedException(
                    "was made by a security key that nobody touched; make the key without no-touch-required");
        }
        var signed = new ByteArrayOutputStream();
        signed.writeBytes(sha256(application));
        signed.writeBytes(flagsAndCounter);
        signed.writeBytes(sha256(message));
        return signed.toByteArray();
    }

    private static byte[] ecdsaValue(byte[] pair) throws RefusedException {
        var reader = new SshReader(pair);
        var r = reader.mpint().toByteArray();
        var s = reader.mpint().toByteArray();
        reader.end();
        int longest = 0x7F;
        if (r.length > longest || s.length > longest) {
            throw new RefusedException("has numbers that are too large");
        }
        return der(0x30, concatenated(der(0x02, r), der(0x02, s)));
    }

    private static byte[] der(int tag, byte[] value) {
        var result = new ByteArrayOutputStream();
        result.write(tag);
        if (value.length > 0x7F) {
            result.write(value.length > 0xFF ? 0x82 : 0x81);
        }
        if (value.length > 0xFF) {
            result.write(value.length >> Byte.SIZE);
        }
        result.write(value.length);
        result.writeBytes(value);
        return result.toByteArray();
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        var result = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, result, first.length, second.length);
        return result;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
