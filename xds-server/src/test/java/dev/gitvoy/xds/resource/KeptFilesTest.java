package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.xds.api.EnvoyApi;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeptFilesTest {
    private static final String PATH = "xds/edge/a.yaml";
    private static final String TEXT = """
            "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
            name: a
            type: EDS
            eds_cluster_config: {eds_config: {ads: {}}, service_name: a-eds}
            ---
            "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
            name: b
            lb_polcy: MAGLEV
            """;

    private final ResourceTypes types = ResourceTypes.DEFAULT;
    private final KeptFiles kept = new KeptFiles(types);
    private final XdsArtifact.CompiledFile file = new XdsFileCompiler(types, EnvoyApi.BUILT_IN, SopsFiles.sealed())
            .compile(new SourceFile(PATH, "1", TEXT.getBytes(StandardCharsets.UTF_8)))
            .orElseThrow();
    private final byte[] bytes = kept.write(PATH, file).orElseThrow();

    @Test
    void outline_isReadAsItWasWritten() {
        var read = kept.read(PATH, bytes).orElseThrow();

        assertThat(read.outline()).isEqualTo(file.outline());
        assertThat(read.outline().provides()).isNotEmpty();
        assertThat(read.outline().requires()).isNotEmpty();
        assertThat(read.outline().problems()).isNotEmpty();
    }

    @Test
    void fileThatEndsEarly_saysNothing() {
        for (int length = 0; length < bytes.length; length++) {
            assertThat(kept.read(PATH, Arrays.copyOf(bytes, length)))
                    .as("%s bytes", length)
                    .isEmpty();
        }
    }

    /** A checksum finds it first; should it not, the file is compiled anew or differs, or says which one it is. */
    @Test
    void damagedByte_isNoDefect() {
        int unreadable = 0;
        for (int at = 0; at < bytes.length; at++) {
            for (byte other : new byte[] {0, 1, 127, -1, -128}) {
                var damaged = bytes.clone();
                damaged[at] = other;
                var read = kept.read(PATH, damaged);
                var thrown = catchThrowable(
                        () -> read.ifPresent(each -> each.outline().provides()));
                if (thrown != null) {
                    unreadable++;
                    assertThat(thrown)
                            .as("byte %s", at)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining(PATH);
                }
            }
        }
        assertThat(unreadable).isPositive();
    }
}
