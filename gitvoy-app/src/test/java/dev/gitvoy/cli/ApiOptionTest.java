package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiOptionTest {
    @TempDir
    private Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void useAFieldOfANewerEnvoy() throws IOException {
        var file = OutlierDetection.getDescriptor().getFile().toProto().toBuilder();
        file.getMessageTypeBuilder(0)
                .addField(FieldDescriptorProto.newBuilder()
                        .setName("new_flag")
                        .setNumber(54321)
                        .setType(FieldDescriptorProto.Type.TYPE_BOOL)
                        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL));
        Files.write(
                temp.resolve("newer.binpb"),
                FileDescriptorSet.newBuilder().addFile(file).build().toByteArray());
        var folder = Files.createDirectories(temp.resolve("config/xds/all"));
        Files.writeString(folder.resolve("a.yaml"), """
                static_resources: {clusters: {name: a, outlier_detection: {new_flag: true}}}
                """);
    }

    @Test
    void validate_aNewerField_isKnownWithTheOption() {
        assertThat(run(
                        Map.of(),
                        "validate",
                        "--api-descriptors",
                        temp.resolve("newer.binpb").toString(),
                        config()))
                .as(out + " " + err)
                .isZero();
    }

    @Test
    void validate_aNewerField_isKnownByTheEnvironmentToo() {
        var environment =
                Map.of("GITVOY_API_DESCRIPTORS", temp.resolve("newer.binpb").toString());

        assertThat(run(environment, "validate", config())).as(out + " " + err).isZero();
    }

    @Test
    void validate_aNewerFieldWithoutTheOption_isAnErrorThatNamesIt() {
        assertThat(run(Map.of(), "validate", config())).isEqualTo(1);

        assertThat(out.toString())
                .contains(
                        "a.yaml:1:60: error: unknown field \"new_flag\" in envoy.config.cluster.v3.OutlierDetection; ")
                .contains("; it is not in the Envoy 1.36 API: give --api-descriptors if a newer Envoy has it");
    }

    @Test
    void descriptorsThatAreNone_areWrongUsage() {
        assertThat(run(Map.of(), "validate", "--api-descriptors", config(), config()))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("gitvoy: --api-descriptors=" + config() + ": the file cannot be read (");

        assertThat(run(Map.of(), "serve", "--repo", ".", "--api-descriptors", "none"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "gitvoy: --api-descriptors=none: the file cannot be read (java.nio.file.NoSuchFileException: none); "
                                + "make it with \"buf build .. -o FILE\" or \"protoc --include_imports --descriptor_set_out=FILE ..\"\n");
    }

    private String config() {
        return temp.resolve("config").toString();
    }

    private int run(Map<String, String> environment, String... args) {
        return Main.commandLine(environment, args)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
