package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.gitvoy.xds.api.EnvoyApi;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilersTest {
    @TempDir
    private Path folder;

    @Test
    void fingerprint_isOfTheApiToo() throws Exception {
        var set = FileDescriptorSet.newBuilder()
                .addFile(Cluster.getDescriptor().getFile().toProto())
                .build();
        var newer = Compilers.api(Optional.of(Files.write(folder.resolve("newer.binpb"), set.toByteArray())));

        assertThat(Compilers.fingerprint(newer)).endsWith(newer.fingerprint());
        assertThat(Compilers.fingerprint(Compilers.api(Optional.empty()))).endsWith(EnvoyApi.BUILT_IN.fingerprint());
        assertThat(newer.fingerprint()).isNotEqualTo(EnvoyApi.BUILT_IN.fingerprint());
    }
}
