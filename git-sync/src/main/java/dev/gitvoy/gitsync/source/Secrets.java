package dev.gitvoy.gitsync.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** What the files of a {@link GitAccess} held at one moment, understood on demand and then kept. Not thread-safe. */
final class Secrets {
    private static final char[] NO_PASSWORD = {};

    private final GitAccess access;
    private final Map<CredentialFile, byte[]> contents;
    private final String fingerprint;
    private @Nullable SSLSocketFactory tls;
    private @Nullable KeyPair sshKey;

    Secrets(GitAccess access, Map<CredentialFile, byte[]> contents, String fingerprint) {
        this.access = access;
        this.contents = contents;
        this.fingerprint = fingerprint;
    }

    String fingerprint() {
        return fingerprint;
    }

    GitAccess access() {
        return access;
    }

    boolean has(CredentialFile file) {
        return contents.containsKey(file);
    }

    /** The value of the {@code Authorization} header, if there is anything to say. */
    Optional<String> authorization() throws SourceException {
        if (has(CredentialFile.PASSWORD)) {
            var pair = access.username().orElse("") + ":" + text(CredentialFile.PASSWORD);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        if (has(CredentialFile.BEARER)) {
            var token = text(CredentialFile.BEARER);
            // The JDK would refuse the header with a message that holds the token.
            if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw problem(CredentialFile.BEARER, "expected one token without spaces or line breaks");
            }
            return Optional.of("Bearer " + token);
        }
        return Optional.empty();
    }

    Optional<char[]> proxyPassword() {
        return has(CredentialFile.PROXY_PASSWORD)
                ? Optional.of(text(CredentialFile.PROXY_PASSWORD).toCharArray())
                : Optional.empty();
    }

    /** Editors and {@code echo} end a file with a line break, which is no part of the secret. */
    private String text(CredentialFile file) {
        return new String(bytes(file), StandardCharsets.UTF_8).strip();
    }

    private byte[] bytes(CredentialFile file) {
        var bytes = contents.get(file);
        if (bytes == null) {
            throw new IllegalArgumentException(file.toString());
        }
        return bytes;
    }

    /** The same object while the files do not change: connections that are kept alive are found by it. */
    SSLSocketFactory tls() throws SourceException {
        if (tls == null) {
            try {
                var context = SSLContext.getInstance("TLS");
                context.init(keyManagers(), trustManagers(), null);
                tls = context.getSocketFactory();
            } catch (GeneralSecurityException | IOException e) {
                throw new SourceException("TLS cannot be set up: " + e.getMessage(), e);
            }
        }
        return tls;
    }

    /** Null for the authorities that the JDK knows. */
    private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException, SourceException {
        if (!has(CredentialFile.CA)) {
            return null;
        }
        var store = emptyStore();
        int number = 0;
        for (var certificate : certificates(CredentialFile.CA)) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException, SourceException {
        if (!has(CredentialFile.CLIENT_KEY)) {
            return null;
        }
        var key = keyPair(CredentialFile.CLIENT_KEY, null);
        var chain = certificates(CredentialFile.CLIENT_CERT);
        if (!Arrays.equals(
                key.getPublic().getEncoded(), chain.get(0).getPublicKey().getEncoded())) {
            throw problem(
                    CredentialFile.CLIENT_KEY,
                    "not the key of the first certificate in " + access.files().get(CredentialFile.CLIENT_CERT));
        }
        var store = emptyStore();
        store.setKeyEntry("client", key.getPrivate(), NO_PASSWORD, chain.toArray(new Certificate[0]));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        return store;
    }

    private List<Certificate> certificates(CredentialFile file) throws SourceException {
        try {
            var certificates = new ArrayList<Certificate>(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(file))));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            // Told below: the cause says nothing that helps.
        }
        throw problem(file, "expected certificates in PEM (-----BEGIN CERTIFICATE-----)");
    }

    KeyPair sshKey() throws SourceException {
        if (sshKey == null) {
            sshKey = keyPair(
                    CredentialFile.SSH_KEY,
                    has(CredentialFile.SSH_PASSPHRASE) ? text(CredentialFile.SSH_PASSPHRASE) : null);
        }
        return sshKey;
    }

    private KeyPair keyPair(CredentialFile file, @Nullable String passphrase) throws SourceException {
        var text = new String(bytes(file), StandardCharsets.ISO_8859_1);
        if (text.startsWith("ssh-") || text.startsWith("ecdsa-") || text.contains("BEGIN PUBLIC KEY")) {
            throw problem(file, "a public key; give the private one (without .pub)");
        }
        var isEncrypted = new AtomicBoolean(text.contains("BEGIN " + EncryptedPem.TYPE));
        FilePasswordProvider passwords = (session, resource, index) -> {
            isEncrypted.set(true);
            return passphrase;
        };
        try {
            var pem = isEncrypted.get() && passphrase != null ? EncryptedPem.decrypt(text, passphrase) : text;
            try (var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1))) {
                var keys =
                        SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(file.option()), in, passwords);
                if (keys != null && keys.iterator().hasNext()) {
                    return keys.iterator().next();
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException | LinkageError e) {
            // Told below: the cause may quote the file. A library that is not there would read a format that few use.
        }
        if (isEncrypted.get()) {
            throw passphrase(file, passphrase);
        }
        throw problem(file, "expected a private key, in the format of OpenSSH or in PEM");
    }

    private SourceException passphrase(CredentialFile file, @Nullable String passphrase) {
        if (file == CredentialFile.CLIENT_KEY) {
            return problem(file, "the key is encrypted; give one that is not, readable by this user alone");
        }
        return passphrase == null
                ? problem(file, "the key is encrypted; give " + CredentialFile.SSH_PASSPHRASE.option())
                : problem(
                        file,
                        "the passphrase in " + access.files().get(CredentialFile.SSH_PASSPHRASE)
                                + " does not open the key");
    }

    private SourceException problem(CredentialFile file, String what) {
        return new SourceException(file.option() + "=" + access.files().get(file) + ": " + what);
    }
}
