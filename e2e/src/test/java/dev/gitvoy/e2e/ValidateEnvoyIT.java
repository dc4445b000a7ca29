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
    /** Lua that does not parse: a mistake that our own checks cannot know of. */
    private static final String MISTAKE = """
            resources:
            - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
              name: web
              address: {socket_address: {address: 127.0.0.1, port_value: 8080}}
              filter_chains:
              - filters:
                - name: hcm
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: web
                    route_config: {name: web}
                    http_filters:
                    - name: envoy.filters.http.lua
                      typed_config:
                        "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                        default_source_code: {inline_string: "function envoy_on_request(handle"}
                    - name: envoy.filters.http.router
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
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

        assertThat(result.output().lines().filter(line -> !line.startsWith("Downloading Envoy")))
                .noneMatch(line -> line.contains("Envoy"));
        assertThat(result.status()).isZero();
    }

    @Test
    void validate_mistakeThatOnlyEnvoyFinds_namesItsPlace() throws IOException {
        Files.createDirectories(folder.resolve("xds/edge"));
        Files.writeString(folder.resolve("xds/edge/web.yaml"), MISTAKE);

        assertThat(validate(Map.of(), folder.toString()).status()).isZero();
        var result = validate(Map.of(), "--envoy-path", EnvoyMode.binary().toString(), folder.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output())
                .contains(folder.resolve("xds/edge/web.yaml") + ":2:3: error: Envoy " + EnvoyUnderTest.VERSION)
                .contains("refuses the listener \"web\": script load error")
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
