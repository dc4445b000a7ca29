package dev.gitvoy.envoycheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsPairTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** A key with its certificate. */
    private record Pair(PrivateKey key, Certificate certificate) {}

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void problem_pair_isNone(String algorithm) throws Exception {
        var pair = pair(algorithm);

        assertThat(problem(
                        pem("CERTIFICATE", pair.certificate.getEncoded()), pem("PRIVATE KEY", pair.key.getEncoded())))
                .isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void problem_keyOfAnother_isSaid(String algorithm) throws Exception {
        var pair = pair(algorithm);
        var other = pair(algorithm);

        assertThat(problem(
                        pem("CERTIFICATE", pair.certificate.getEncoded()), pem("PRIVATE KEY", other.key.getEncoded())))
                .isEqualTo("private_key does not belong to the first certificate of certificate_chain");
    }

    @Test
    void problem_keyOfAnotherKind_isSaid() throws Exception {
        assertThat(problem(
                        pem("CERTIFICATE", pair("EC").certificate.getEncoded()),
                        pem("PRIVATE KEY", pair("RSA").key.getEncoded())))
                .contains("cannot be read as a key for the first certificate", "EC key");
    }

    /** PKCS #8 wraps what older tools write: RSAPrivateKey and ECPrivateKey. */
    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void problem_olderForms_areRead(String algorithm) throws Exception {
        var pair = pair(algorithm);
        var other = pair(algorithm);
        var certificate = pem("CERTIFICATE", pair.certificate.getEncoded());

        assertThat(problem(certificate, pem(algorithm + " PRIVATE KEY", unwrapped(pair.key))))
                .isEqualTo("none");
        assertThat(problem(certificate, pem(algorithm + " PRIVATE KEY", unwrapped(other.key))))
                .contains("does not belong");
    }

    @Test
    void problem_encryptedKey_isReadWithItsPassword() throws Exception {
        var pair = pair("EC");
        var certificate = pem("CERTIFICATE", pair.certificate.getEncoded());
        var key = pem("ENCRYPTED PRIVATE KEY", encrypted(pair.key));

        assertThat(TlsPair.of(message(certificate, key).toBuilder()
                                .setPassword(DataSource.newBuilder().setInlineString("changeit"))
                                .build())
                        .problem())
                .isEmpty();
        assertThat(problem(certificate, key)).contains("password");
    }

    @Test
    void problem_bundle_isReadWithItsPassword() throws Exception {
        var pair = pair("EC");
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("a", pair.key, PASSWORD, new Certificate[] {pair.certificate});
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD);
        var bundle = TlsCertificate.newBuilder()
                .setPkcs12(DataSource.newBuilder().setInlineBytes(ByteString.copyFrom(bytes.toByteArray())))
                .setPassword(DataSource.newBuilder().setInlineString("changeit"));

        assertThat(TlsPair.of(bundle.build()).problem()).isEmpty();
        assertThat(TlsPair.of(bundle.clearPassword().build()).problem())
                .contains("pkcs12 cannot be read; is its password wrong?");
    }

    @Test
    void problem_garbage_isSaidWithoutIt() throws Exception {
        var pair = pair("EC");

        assertThat(problem("hello", pem("PRIVATE KEY", pair.key.getEncoded())))
                .contains("holds no certificate")
                .doesNotContain("hello");
        assertThat(problem(pem("CERTIFICATE", pair.certificate.getEncoded()), "topsecret"))
                .contains("holds no private key in PEM")
                .doesNotContain("topsecret");
    }

    @Test
    void problem_files_areNotLookedAt() {
        assertThat(TlsPair.of(TlsCertificate.newBuilder()
                                .setCertificateChain(DataSource.newBuilder().setFilename("/etc/a.pem"))
                                .setPrivateKey(DataSource.newBuilder().setFilename("/etc/a.key"))
                                .build())
                        .problem())
                .isEmpty();
    }

    @Test
    void throwAwayPair_isAPair() {
        assertThat(TlsPair.of(TlsCertificate.newBuilder()
                                .setCertificateChain(ThrowAwayPair.certificate())
                                .setPrivateKey(ThrowAwayPair.privateKey())
                                .build())
                        .problem())
                .isEmpty();
    }

    private static String problem(String certificate, String key) {
        return TlsPair.of(message(certificate, key)).problem().orElse("none");
    }

    private static TlsCertificate message(String certificate, String key) {
        return TlsCertificate.newBuilder()
                .setCertificateChain(DataSource.newBuilder().setInlineString(certificate))
                .setPrivateKey(DataSource.newBuilder().setInlineString(key))
                .build();
    }

    /** The certificate is of an issuer that nobody asks about. */
    private static Pair pair(String algorithm) throws Exception {
        var keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        var issuer = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        return new Pair(
                keys.getPrivate(),
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(ThrowAwayPair.certificateOf(keys.getPublic(), issuer))));
    }

    /** What stands in the OCTET STRING of SEQUENCE { version, algorithm, key }. */
    private static byte[] unwrapped(PrivateKey key) {
        var encoded = key.getEncoded();
        int at = Der.contentOf(encoded, 0);
        for (var part : List.of("version", "algorithm")) {
            assertThat(part).isNotEmpty();
            at = Der.contentOf(encoded, at) + Der.lengthAt(encoded, at);
        }
        int start = Der.contentOf(encoded, at);
        return Arrays.copyOfRange(encoded, start, start + Der.lengthAt(encoded, at));
    }

    private static byte[] encrypted(PrivateKey key) throws Exception {
        var name = "PBEWithHmacSHA256AndAES_256";
        var cipher = Cipher.getInstance(name);
        cipher.init(Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(PASSWORD)));
        // The JDK writes the standard's name only when it is asked by that name.
        var parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key.getEncoded())).getEncoded();
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
