package dev.gitvoy.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A self-signed certificate and its key, as PEM. Made by the JDK's {@code keytool}. */
record TestCertificate(String chain, String key) {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "server";

    /** @param name the subject's common name */
    static TestCertificate of(String name) {
        try {
            var folder = Files.createTempDirectory("gitvoy-certificate-");
            var store = folder.resolve("store.p12");
            try {
                var keytool = new Command(folder, Map.of(), Duration.ofSeconds(30));
                keytool.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD));
                var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
                return new TestCertificate(
                        pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()),
                        pem(
                                "PRIVATE KEY",
                                keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
            } finally {
                Files.deleteIfExists(store);
                Files.deleteIfExists(folder);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
