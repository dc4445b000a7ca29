package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.envoy.EnvoyBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code gitvoy validate --envoy} as authors run it: whatever is in {@code examples} is taken by every supported Envoy. */
class ValidateEnvoyIT {
    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();
    private static final List<String> OLDER = List.of("1.39.3", "1.36.2");
    /** The second of two addresses; Envoy says so, and our own checks do not. */
    private static final String MISTAKE = """
            resources:
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: api
              type: LOGICAL_DNS
              load_assignment:
                cluster_name: api
                endpoints:
                - lb_endpoints:
                  - endpoint: {address: {socket_address: {address: a.example, port_value: 80}}}
                  - endpoint: {address: {socket_address: {address: b.example, port_value: 80}}}
            """;

    @TempDir
    private Path folder;

    static List<Path> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.filter(example -> Files.isDirectory(example.resolve("xds")))
                    .sorted()
                    .toList();
        }
    }

    static Stream<Arguments> examplesAndOlderVersions() throws IOException {
        var examples = examples();
        return OLDER.stream().flatMap(version -> examples.stream().map(example -> Arguments.of(example, version)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void validate_example_isAccepted(Path example) throws IOException {
        assertAccepted(example, EnvoyBinary.VERSION);
    }

    @ParameterizedTest
    @MethodSource("examplesAndOlderVersions")
    @Tag("full")
    void validate_example_isAcceptedByOlderVersions(Path example, String version) throws IOException {
        assertAccepted(example, version);
    }

    private void assertAccepted(Path example, String version) throws IOException {
        var result = validate(Map.of(), "--envoy-version", version, example.toString());

        assertThat(result.output()).doesNotContain("Envoy");
        assertThat(result.status()).isZero();
    }

    @Test
    void validate_mistakeThatOnlyEnvoyFinds_namesItsPlace() throws IOException {
        Files.createDirectories(folder.resolve("xds/edge"));
        Files.writeString(folder.resolve("xds/edge/api.yaml"), MISTAKE);

        assertThat(validate(Map.of(), folder.toString()).status()).isZero();
        var result = validate(Map.of(), "--envoy-path", EnvoyMode.binary().toString(), folder.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output())
                .contains(folder.resolve("xds/edge/api.yaml") + ":2:3: Envoy " + EnvoyUnderTest.VERSION)
                .contains("refuses the cluster \"api\": LOGICAL_DNS clusters must have a single")
                .contains("1 error");
    }

    @Test
    void validate_withoutEnvoy_saysHowToGetOne() throws IOException {
        var result = validate(
                Map.of("PATH", "/nowhere", "GITVOY_CACHE", folder.toString()),
                "--envoy",
                EXAMPLES.resolve("quickstart").toString());

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.output())
                .contains("gitvoy: No Envoy of at least 1.36.0 was found. Tried:")
                .contains("set ENVOY to the file of an Envoy that you have");
    }

    @Test
    void validate_unknownVersion_namesTheKnown() throws IOException {
        var result = validate(
                Map.of(),
                "--envoy-version",
                "1.2.3",
                EXAMPLES.resolve("quickstart").toString());

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.output()).contains("its hash is not known; known are 1.36.2, 1.39.3, 1.40.0");
    }

    private Command.Result validate(Map<String, String> environment, String... arguments) throws IOException {
        var command = GitvoyProcess.program();
        command.add("validate");
        command.addAll(List.of(arguments));
        return new Command(folder, environment, Duration.ofMinutes(3)).attempt(command);
    }
}
