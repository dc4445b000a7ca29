package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import dev.gitvoy.e2e.Testbed.Followed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A certificate that is encrypted in Git (SOPS and age) and served through SDS: who has the key, and who never sees it. */
class SopsSecretIT {
    private static final String FILE = "xds/edge/tls.sops.yaml";
    private static final int FIRST = 1000;
    private static final int SECOND = 2000;

    /** Of the private keys and of the age key; each is a line that is nowhere else. */
    private static final List<String> SECRETS = List.of(
            secretLine("throw-away-first.key"),
            secretLine("throw-away-second.key"),
            secretLine("throw-away-age-key.txt"));

    private Path home = Path.of("");

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA).following(forge -> {
        home = forge.repository().resolveSibling(".");
        return Followed.byPath(forge.repository(), "--age-key-file", keyFile().toString());
    });

    @Test
    void rotatedCertificate_isPresented_withoutAFailedRequest_andATamperedOneIsNot() throws Exception {
        // Without its key the commit is not served, and it is as soon as the key is there.
        var first = bed.forge().commit("a listener with TLS", Samples.tlsListener(), encrypted("first"));
        awaitRejected(first, "sops-no-key");
        assertThat(problem()).contains("--age-key-file=" + keyFile()).contains("age1ems9x295yl5j80wz6s8pj33");
        writeKey();
        bed.gitvoy().awaitAcked(first);
        Waiting.soon("the listener listens")
                .until(() -> bed.envoy().stat("listener_manager.total_listeners_active") == 2);

        try (var client = TlsClient.start(bed.envoy().listenerPort(Samples.TLS_LISTENER))) {
            client.await(FIRST);

            var second = bed.forge().commit("another certificate", encrypted("second"));
            bed.gitvoy().awaitAcked(second);
            client.await(SECOND);

            var tampered = bed.forge().commit("a merge gone wrong", tampered("first"));
            awaitRejected(tampered, "sops-mac");
            assertThat(problem()).contains("the MAC does not fit");
            assertThat(bed.gitvoy().commit()).isEqualTo(second);
            client.awaitMore(20);
            assertThat(client.latest()).isEqualTo(SECOND);

            // Half of it is the first certificate's file: what does not decrypt is not said either.
            var mixed = bed.forge().commit("worse", mixed());
            awaitRejected(mixed, "sops-value");
            client.awaitMore(20);
            assertThat(client.latest()).isEqualTo(SECOND);
            assertThat(client.failures()).isEmpty();
        }
        assertThat(bed.envoy().xds().rejected()).isZero();

        // Restarts too compile it from Git again, and keep nothing of it.
        bed.gitvoy().terminate();
        bed.gitvoy().start();
        assertNothingTold();
        assertThat(Files.readString(keyFile()))
                .as("the search finds what is there")
                .contains(SECRETS.get(2));
    }

    private void assertNothingTold() throws IOException {
        var told = new ArrayList<String>(List.of(bed.gitvoy().log()));
        for (var path : List.of("/api/status", "/api/envoys", "/api/commits", "/metrics")) {
            var answer = bed.gitvoy().get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            told.add(answer.body());
        }
        told.add(bed.gitvoy().operator("status").output());
        var csds = Http.post(
                URI.create("http://127.0.0.1:" + bed.gitvoy().xdsRestPort() + "/v3/discovery:client_status"), "{}");
        assertThat(csds.status()).isEqualTo(200);
        told.add(csds.body());
        assertThat(csds.body()).contains("\"server\"");
        assertThat(told).allSatisfy(text -> assertThat(SECRETS).noneMatch(text::contains));

        // All that is on the disk: the state, the logs, the forge's and the author's repositories.
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("age.key")) {
                    var content = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertThat(SECRETS).as("%s", file).noneMatch(content::contains);
                }
            }
        }
    }

    private void awaitRejected(String commit, String code) {
        Waiting.soon("commit " + commit + " is rejected: " + code).until(() -> {
            var candidate = bed.gitvoy().candidate();
            return candidate.path("commit").asText().equals(commit)
                    && candidate.path("state").asText().equals("rejected")
                    && candidate.at("/problems/0/code").asText().equals(code)
                    && candidate.at("/problems/0/file").asText().equals(FILE);
        });
    }

    private String problem() {
        return bed.gitvoy().candidate().at("/problems/0/message").asText();
    }

    private Path keyFile() {
        return home.resolve("age.key").normalize();
    }

    private void writeKey() throws IOException {
        // As a mount does it: whole or not at all.
        var written = Files.writeString(home.resolve("age.key.new"), read("throw-away-age-key.txt"));
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
        Files.move(written, keyFile());
    }

    private static Change encrypted(String name) {
        return write(FILE, read(name + ".sops.yaml"));
    }

    /** Each value is whole, but they are not those that were encrypted together. */
    private static Change tampered(String name) {
        return write(FILE, read(name + ".sops.yaml").replace("name: server", "name: servant"));
    }

    private static Change mixed() {
        var first = read("first.sops.yaml");
        var second = read("second.sops.yaml");
        return write(FILE, first.substring(0, first.indexOf("sops:")) + second.substring(second.indexOf("sops:")));
    }

    /** The second line of a key, or its only one: what is in no public part. */
    private static String secretLine(String file) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith("AGE-SECRET-KEY-1") || line.length() == 64)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    private static String read(String name) {
        try (var in = SopsSecretIT.class.getResourceAsStream("sops/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
