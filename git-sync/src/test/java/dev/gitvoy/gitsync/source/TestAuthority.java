package dev.gitvoy.gitsync.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A certificate authority of a test. */
final class TestAuthority {
    private static final char[] NO_PASSWORD = {};

    private final String name;
    private final KeyPair key = newKey();
    private final Certificate certificate;
    private int serial;

    TestAuthority(String name) throws GeneralSecurityException, IOException {
        this.name = name;
        this.certificate = sign(
                name,
                key,
                Duration.ofDays(1),
                new Extension(Extension.basicConstraints, true, der(new BasicConstraints(1))));
    }

    /** A key with the authority's certificate for it. */
    record Identity(KeyPair key, Certificate certificate) {
        void writeTo(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
            Files.writeString(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
            // As OpenSSL writes it: with the public key, which the JDK leaves out.
            var info = SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
            var secret = new org.bouncycastle.asn1.sec.ECPrivateKey(
                    256,
                    ((ECPrivateKey) key.getPrivate()).getS(),
                    info.getPublicKeyData(),
                    info.getAlgorithm().getParameters());
            Files.writeString(keyFile, pem("EC PRIVATE KEY", secret.getEncoded()));
        }

        KeyStore keyStore() throws GeneralSecurityException, IOException {
            var store = emptyStore();
            store.setKeyEntry("key", (Key) key.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
            return store;
        }
    }

    /** For 127.0.0.1 and localhost. */
    Identity server() throws GeneralSecurityException, IOException {
        return server(Duration.ofDays(1), "127.0.0.1");
    }

    /** @param lifetime negative for a certificate of the past */
    Identity server(Duration lifetime, String address) throws GeneralSecurityException, IOException {
        var names = new GeneralNames(new GeneralName[] {new GeneralName(GeneralName.iPAddress, address)});
        var serverKey = newKey();
        return new Identity(
                serverKey,
                sign(
                        "server",
                        serverKey,
                        lifetime,
                        new Extension(Extension.subjectAlternativeName, false, der(names))));
    }

    Identity client() throws GeneralSecurityException, IOException {
        var clientKey = newKey();
        return new Identity(
                clientKey,
                sign(
                        "client",
                        clientKey,
                        Duration.ofDays(1),
                        new Extension(Extension.basicConstraints, true, der(new BasicConstraints(false)))));
    }

    Path writeTo(Path file) throws IOException, GeneralSecurityException {
        return Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
    }

    KeyStore trustStore() throws GeneralSecurityException, IOException {
        var store = emptyStore();
        store.setCertificateEntry("ca", certificate);
        return store;
    }

    private Certificate sign(String subject, KeyPair subjectKey, Duration lifetime, Extension extension)
            throws GeneralSecurityException, IOException {
        var now = Instant.now();
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        var body = new V3TBSCertificateGenerator();
        body.setSerialNumber(new ASN1Integer(BigInteger.valueOf(++serial)));
        body.setSignature(algorithm);
        body.setIssuer(new X500Name("CN=" + name));
        body.setSubject(new X500Name("CN=" + subject));
        body.setStartDate(new Time(Date.from(now.minus(Duration.ofDays(2)))));
        body.setEndDate(new Time(Date.from(now.plus(lifetime))));
        body.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(subjectKey.getPublic().getEncoded()));
        body.setExtensions(new Extensions(extension));
        var signed = body.generateTBSCertificate();
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key.getPrivate());
        signature.update(signed.getEncoded("DER"));
        var parts = new ASN1EncodableVector();
        List.of(signed, algorithm, new DERBitString(signature.sign())).forEach(parts::add);
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(new DERSequence(parts).getEncoded("DER")));
    }

    private static byte[] der(ASN1Object object) throws IOException {
        return object.getEncoded("DER");
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }
}
