package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.cache.CacheFile;
import dev.gitvoy.gitsync.cache.CompileCache;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.sops.AgeKeyFile;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.xds.api.EnvoyApi;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedFileTest {
    private static final String PATH = "xds/edge/secrets.sops.yaml";
    private static final String LISTENER = """
            "@type": type.googleapis.com/envoy.config.listener.v3.Listener
            name: secure
            address: {socket_address: {address: 127.0.0.1, port_value: 8443}}
            filter_chains:
            - transport_socket:
                name: envoy.transport_sockets.tls
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                  common_tls_context:
                    tls_certificate_sds_secret_configs:
                    - {name: %s, sds_config: {ads: {}, resource_api_version: V3}}
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"secrets.sops.yaml", "all-values.sops.yaml"})
    void compile_withKeys_isTheContent(String file) throws Exception {
        var secret = resource(compile(opened(), Map.of(PATH, read(file))), ResourceTypes.SECRET, "server");

        var message = secret.any().unpack(Secret.class);
        assertThat(message.getTlsCertificate().getPrivateKey().getInlineString())
                .isEqualTo("made-up private key");
        assertThat(secret).hasToString("secret server@" + secret.version());
        assertThat(secret.at()).hasToString(PATH + ":2:7");
    }

    /** Who knows all but a short password could find it by trying. */
    @Test
    void compile_withKeys_versionTellsNothingOfTheContent() throws Exception {
        var secret =
                resource(compile(opened(), Map.of(PATH, read("secrets.sops.yaml"))), ResourceTypes.SECRET, "server");
        var again =
                resource(compile(opened(), Map.of(PATH, read("secrets.sops.yaml"))), ResourceTypes.SECRET, "server");
        var inTheClear = Resource.of(ResourceTypes.SECRET, secret.any().unpack(Secret.class), secret.at());

        assertThat(secret.any()).isEqualTo(inTheClear.any());
        assertThat(secret.version()).isEqualTo(again.version()).isNotEqualTo(inTheClear.version());
    }

    @Test
    void compile_withKeys_checksReferences() {
        assertThat(problems(compile(
                        opened(), Map.of(PATH, read("all-values.sops.yaml"), "xds/edge/l.yaml", using("servr")))))
                .containsExactly(
                        "missing-name xds/edge/l.yaml:11:18: secret \"servr\" is not in this commit; did you mean"
                                + " \"server\"?");
    }

    @Test
    void compile_withKeys_typedValues() throws Exception {
        var cluster = resource(
                        compile(opened(), Map.of(PATH, read("typed.sops.yaml"))), ResourceTypes.CLUSTER, "upstream")
                .any()
                .unpack(Cluster.class);

        assertThat(cluster.getConnectTimeout().getSeconds()).isEqualTo(5);
        assertThat(cluster.getPerConnectionBufferLimitBytes().getValue()).isEqualTo(32768);
    }

    @Test
    void compile_whatWasDecrypted_isNotKeptOnDisk() throws Exception {
        var file = folder.resolve("compiled");
        try (var cache = CacheFile.open(file, "me")) {
            compile(opened(), cache, Map.of(PATH, read("typed.sops.yaml"), "xds/edge/l.yaml", using("kept-on-disk")));
            cache.flush();
        }

        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("kept-on-disk")
                .doesNotContain("upstream");
    }

    @Test
    void compile_withoutAnyKey_isAnError() {
        var outcome = compile(SopsFiles.opened(Optional.empty()), Map.of(PATH, read("secrets.sops.yaml")));

        assertThat(problems(outcome)).singleElement().asString().startsWith("sops-no-key " + PATH + ":");
    }

    @Test
    void compile_mistakesInEncryptedValues_areToldWithoutThem() {
        var problems = problems(compile(opened(), Map.of(PATH, read("mistakes.sops.yaml"))));

        assertThat(problems)
                .contains("unknown-field " + PATH + ":4:7: unknown field \"tls_certificat\" in"
                        + " envoy.extensions.transport_sockets.tls.v3.Secret; did you mean \"tls_certificate\"?")
                .anyMatch(problem -> problem.contains(":10:") && problem.contains("wrong-type"))
                .hasSizeGreaterThanOrEqualTo(6);
        assertThat(String.join("\n", problems))
                .doesNotContainIgnoringCase("hunter2h")
                .doesNotContain("correct horse")
                .doesNotContain("made-up");
    }

    /** What a check says that knows nothing of encrypted files. */
    @Test
    void compile_sealed_neverRejectsForWhatItCannotRead() {
        for (var file : List.of("secrets.sops.yaml", "all-values.sops.yaml", "typed.sops.yaml")) {
            assertThat(problems(compile(SopsFiles.sealed(), Map.of(PATH, read(file)))))
                    .isEmpty();
        }
    }

    @Test
    void compile_sealed_checksNamesInTheClear() {
        assertThat(problems(compile(
                        SopsFiles.sealed(),
                        Map.of(PATH, read("secrets.sops.yaml"), "xds/edge/l.yaml", using("servr")))))
                .singleElement()
                .asString()
                .contains("secret \"servr\" is not in this commit");
        assertThat(problems(compile(
                        SopsFiles.sealed(),
                        Map.of(PATH, read("secrets.sops.yaml"), "xds/edge/l.yaml", using("server")))))
                .isEmpty();
    }

    @Test
    void compile_sealedNames_mayBeAny_inTheirGroup() {
        assertThat(problems(compile(
                        SopsFiles.sealed(),
                        Map.of(PATH, read("all-values.sops.yaml"), "xds/edge/l.yaml", using("any")))))
                .isEmpty();
        assertThat(problems(compile(
                        SopsFiles.sealed(),
                        Map.of(PATH, read("all-values.sops.yaml"), "xds/other/l.yaml", using("any")))))
                .singleElement()
                .asString()
                .contains("secret \"any\" is not in this commit");
    }

    @Test
    void compile_sealed_checksTheStructure() {
        assertThat(problems(compile(SopsFiles.sealed(), Map.of(PATH, read("mistakes.sops.yaml")))))
                .contains("unknown-field " + PATH + ":4:7: unknown field \"tls_certificat\" in"
                        + " envoy.extensions.transport_sockets.tls.v3.Secret; did you mean \"tls_certificate\"?")
                .noneMatch(problem -> problem.contains(":10:"));
    }

    @Test
    void compile_settingsOfSops_areNoResources() {
        assertThat(problems(
                        compile(opened(), Map.of("xds/.sops.yaml", "creation_rules: []", "xds/edge/.sops.yaml", "x"))))
                .isEmpty();
    }

    @Test
    void compile_encryptedUnderAnotherName_isTold() {
        assertThat(problems(compile(opened(), Map.of("xds/edge/a.yaml", read("secrets.sops.yaml")))))
                .containsExactly("sops-name xds/edge/a.yaml:1:1: this file is encrypted; give it a name that ends in"
                        + " .sops.yaml, so that it is decrypted");
    }

    @Test
    void compile_secretsInTheClear_areWarnings() {
        var outcome = compile(opened(), Map.of("xds/edge/a.yaml", """
                        resources:
                        - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
                          name: server
                          tls_certificate:
                            certificate_chain: {inline_string: chain}
                            private_key: {inline_string: made-up}
                            password: {filename: /file}
                        - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
                          name: tickets
                          sessionTicketKeys: {keys: [{inlineBytes: bWFkZS11cA==}, {inline_bytes: bWFkZS11cA==}]}
                        - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
                          name: generic
                          generic_secret: {secret: {inline_string: made-up}}
                        - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
                          name: elsewhere
                          generic_secret: {secret: {environment_variable: MADE_UP}}
                        - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                          name: c
                          metadata: {filter_metadata: {x: {y: "-----BEGIN EC PRIVATE KEY-----\\nmade-up"}}}
                        """));

        assertThat(problems(outcome))
                .filteredOn(problem -> problem.startsWith("plain-secret"))
                .extracting(problem -> problem.replaceAll("(:\\d+:\\d+):.*", "$1"))
                .containsExactly(
                        "plain-secret xds/edge/a.yaml:6:34",
                        "plain-secret xds/edge/a.yaml:10:44",
                        "plain-secret xds/edge/a.yaml:10:74",
                        "plain-secret xds/edge/a.yaml:13:44",
                        "plain-secret xds/edge/a.yaml:19:39");
        assertThat(outcome).isInstanceOf(Outcome.Compiled.class);
        assertThat(String.join("", problems(outcome))).doesNotContain("made-up");
    }

    private static String using(String secret) {
        return LISTENER.formatted(secret);
    }

    private SopsFiles opened() {
        try {
            var file = folder.resolve("age.key");
            Files.writeString(file, read("throw-away-test-key.txt"));
            return SopsFiles.opened(Optional.of(new AgeKeyFile(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome compile(SopsFiles sops, Map<String, String> files) {
        return compile(sops, CompileCache.NONE, files);
    }

    private static Outcome compile(SopsFiles sops, CompileCache cache, Map<String, String> files) {
        return new CommitCompiler(List.of(new XdsCompiler(ResourceTypes.DEFAULT, EnvoyApi.BUILT_IN, sops, cache)))
                .compile(
                        null,
                        new Commit("c1", "", "", Instant.EPOCH),
                        new Changes(
                                new TreeMap<>(files)
                                        .entrySet().stream()
                                                .map(file -> new SourceFile(
                                                        file.getKey(),
                                                        file.getValue(),
                                                        file.getValue().getBytes(StandardCharsets.UTF_8)))
                                                .toList(),
                                Set.of(),
                                List.of()));
    }

    private static List<String> problems(Outcome outcome) {
        var problems = outcome instanceof Outcome.Rejected rejected
                ? rejected.problems()
                : ((Outcome.Compiled) outcome).release().warnings();
        return problems.stream()
                .filter(problem -> !problem.code().equals("unused-name"))
                .map(problem -> problem.code() + " " + problem)
                .toList();
    }

    private static Resource resource(Outcome outcome, ResourceType type, String name) {
        assertThat(outcome).extracting(EncryptedFileTest::problems).isEqualTo(List.of());
        return ((Outcome.Compiled) outcome)
                .release()
                .artifact(XdsArtifact.KEY)
                .find(new ResourceKey("edge", type, name))
                .orElseThrow();
    }

    private static String read(String name) {
        try (var in = EncryptedFileTest.class.getResourceAsStream("sops/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
