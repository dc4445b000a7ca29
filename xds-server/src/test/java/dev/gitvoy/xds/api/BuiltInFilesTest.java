package dev.gitvoy.xds.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInFilesTest {
    @Test
    void find_everyFileOfTheApi_isThatFile() {
        assertThat(NewerApi.allFiles()).hasSizeGreaterThan(600).allSatisfy(name -> assertThat(BuiltInFiles.find(name))
                .map(FileDescriptor::getName)
                .contains(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "google/protobuf/any.proto",
                "google/protobuf/descriptor.proto",
                "google/protobuf/duration.proto",
                "google/protobuf/struct.proto",
                "google/protobuf/wrappers.proto"
            })
    void find_fileOfProtobuf_isThatFile(String name) {
        assertThat(BuiltInFiles.find(name)).map(FileDescriptor::getName).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "envoy",
                "envoy/config/cluster/v3",
                "envoy/config/cluster/v3/none.proto",
                "envoy/config/cluster/v3/../v3/cluster.proto",
                "/envoy/config/cluster/v3/cluster.proto",
                "io/envoyproxy/envoy/config/cluster/v3/Cluster.class"
            })
    void find_anythingElse_isNotFound(String name) {
        assertThat(BuiltInFiles.find(name)).isEmpty();
    }
}
