package dev.gitvoy.envoycheck;

import static dev.gitvoy.envoycheck.Der.bytes;
import static dev.gitvoy.envoycheck.Der.der;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A certificate chain and the private key that has to belong to it. Envoy never sees them here, so they are judged here. */
final class TlsPair {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN (?<kind>[A-Z ]*PRIVATE KEY)-----(?<body>[^-]*)-----END [A-Z ]*PRIVATE KEY-----");
    private static final byte[] CHALLENGE = "gitvoy".getBytes(ISO_8859_1);

    private static final String MISMATCH = "private_key does not belong to the first certificate of certificate_chain";
    private static final String UNREADABLE =
            "private_key cannot be read as a key for the first certificate of certificate_chain, which has a %s key;"
                    + " is it of another pair, or its password wrong?";

    private final TlsCertificate pair;

    private TlsPair(TlsCertificate pair) {
        this.pair = pair;
    }

    static TlsPair of(TlsCertificate pair) {
        return new TlsPair(pair);
    }

    /** What is wrong with it, never with any of it; empty also when it is in files that are not here. */
    Optional<String> problem() {
        if (pair.hasPkcs12()) {
            return Inline.is(pair.getPkcs12()) ? bundleProblem() : Optional.empty();
        }
        Optional<X509Certificate> leaf = Optional.empty();
        if (Inline.is(pair.getCertificateChain())) {
            try {
                leaf = Optional.of(leaf(Inline.bytes(pair.getCertificateChain())));
            } catch (CertificateException e) {
                return Optional.of("certificate_chain holds no certificate that can be read; it takes PEM, the"
                        + " server's own certificate first");
            }
        }
        if (!Inline.is(pair.getPrivateKey())) {
            return Optional.empty();
        }
        return keyProblem(leaf);
    }

    private Optional<String> keyProblem(Optional<X509Certificate> leaf) {
        var text = Inline.bytes(pair.getPrivateKey()).toString(ISO_8859_1);
        var matcher = KEY.matcher(text);
        if (!matcher.find()) {
            return Optional.of("private_key holds no private key in PEM; expected \"-----BEGIN PRIVATE KEY-----\"");
        }
        if (matcher.group("body").contains("DEK-Info")) {
            return Optional.of("private_key is encrypted in the old form of OpenSSL; write it as PKCS #8");
        }
        if (leaf.isEmpty()) {
            return Optional.empty();
        }
        try {
            var key = privateKey(
                    matcher.group("kind"),
                    Base64.getMimeDecoder().decode(matcher.group("body")),
                    leaf.get().getPublicKey());
            return belongs(key, leaf.get().getPublicKey()) ? Optional.empty() : Optional.of(MISMATCH);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            return Optional.of(UNREADABLE.formatted(leaf.get().getPublicKey().getAlgorithm()));
        }
    }

    private Optional<String> bundleProblem() {
        try {
            var password = password();
            var store = KeyStore.getInstance("PKCS12");
            store.load(Inline.bytes(pair.getPkcs12()).newInput(), password);
            for (var alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key
                        && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    return belongs(key, certificate.getPublicKey())
                            ? Optional.empty()
                            : Optional.of("pkcs12: the private key does not belong to the certificate");
                }
            }
            return Optional.of("pkcs12 holds no private key with a certificate");
        } catch (GeneralSecurityException | IOException e) {
            return Optional.of("pkcs12 cannot be read; is its password wrong?");
        }
    }

    private static X509Certificate leaf(ByteString chain) throws CertificateException {
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(chain.newInput())) {
            if (certificate instanceof X509Certificate leaf) {
                return leaf;
            }
        }
        throw new CertificateException("none");
    }

    private PrivateKey privateKey(String kind, byte[] encoded, PublicKey counterpart)
            throws GeneralSecurityException, IOException {
        var algorithm = counterpart.getAlgorithm();
        var spec =
                switch (kind) {
                    case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(encoded);
                    case "ENCRYPTED PRIVATE KEY" -> decrypted(encoded);
                    // Java reads PKCS #8 alone; the older forms are what it wraps (RFC 5958, RFC 5915).
                    default -> new PKCS8EncodedKeySpec(wrapped(algorithmOf(counterpart), encoded));
                };
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
    }

    private PKCS8EncodedKeySpec decrypted(byte[] encoded) throws GeneralSecurityException, IOException {
        var info = new EncryptedPrivateKeyInfo(encoded);
        // The name alone says "PBES2"; what it stands for is in the parameters.
        var parameters = info.getAlgParameters();
        var name = parameters == null ? info.getAlgName() : parameters.toString();
        var secret = SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password()));
        var cipher = Cipher.getInstance(name);
        cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
        return info.getKeySpec(cipher);
    }

    private char[] password() {
        return Inline.bytes(pair.getPassword()).toStringUtf8().toCharArray();
    }

    /** The algorithm with its parameters, out of the public key: SEQUENCE { algorithm, key }. */
    private static byte[] algorithmOf(PublicKey key) {
        var encoded = key.getEncoded();
        int start = Der.contentOf(encoded, 0);
        int end = Der.contentOf(encoded, start) + Der.lengthAt(encoded, start);
        return Arrays.copyOfRange(encoded, start, end);
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return der(Der.SEQUENCE, der(Der.INTEGER, bytes(0)), algorithm, der(Der.OCTET_STRING, key));
    }

    private static boolean belongs(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
        var algorithm =
                switch (counterpart.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> counterpart.getAlgorithm();
                };
        var signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(CHALLENGE);
        var signed = signature.sign();
        signature.initVerify(counterpart);
        signature.update(CHALLENGE);
        return signature.verify(signed);
    }
}
