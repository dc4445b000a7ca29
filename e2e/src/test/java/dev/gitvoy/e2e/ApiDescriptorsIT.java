package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.google.protobuf.BoolValue;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.gitvoy.e2e.Forge.Change;
import dev.gitvoy.e2e.Testbed.Followed;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A field that is newer than the API Gitvoy is built with: it reaches an Envoy that knows it. */
class ApiDescriptorsIT {
    /** Since Envoy 1.38; the built-in API is that of 1.36. */
    private static final String FIELD = "detect_degraded_hosts";

    private static final int NUMBER = 26;

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA).following(ApiDescriptorsIT::withANewerApi);

    private static Followed withANewerApi(Forge forge) {
        var set = forge.repository().resolveSibling("newer.binpb");
        writeNewerApi(set);
        return Followed.byPath(forge.repository(), "--api-descriptors", set.toString());
    }

    /** The one file that matters, with the field that Envoy's own has. */
    private static void writeNewerApi(Path set) {
        var file = OutlierDetection.getDescriptor().getFile().toProto().toBuilder();
        file.getMessageTypeBuilder(OutlierDetection.getDescriptor().getIndex())
                .addField(FieldDescriptorProto.newBuilder()
                        .setName(FIELD)
                        .setNumber(NUMBER)
                        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName("." + BoolValue.getDescriptor().getFullName())
                        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL));
        try {
            Files.write(
                    set, FileDescriptorSet.newBuilder().addFile(file).build().toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFieldOfANewerEnvoy_reachesIt_andIsRefusedWithoutTheOption() {
        var without = bed.startReplica("without-the-option");
        var served = without.commit();
        assertThat(bed.envoy().cluster("v1").at("/outlier_detection").isMissingNode())
                .isTrue();

        var commit = bed.forge().commit("degraded hosts are detected", detecting("v1"));

        bed.gitvoy().awaitAcked(commit);
        Waiting.soon("Envoy has the field")
                .untilAsserted(() -> assertThat(bed.envoy().cluster("v1").at("/outlier_detection/" + FIELD))
                        .isEqualTo(BooleanNode.TRUE));
        assertThat(bed.envoy().xds().rejected()).isZero();

        Waiting.soon("the other Gitvoy refuses the commit")
                .until(() -> without.candidate().path("commit").asText().equals(commit)
                        && without.candidate().path("state").asText().equals("rejected"));
        assertThat(without.candidate().path("problems")).anySatisfy(problem -> {
            assertThat(problem.path("code").asText()).isEqualTo("unknown-field");
            assertThat(problem.path("file").asText()).isEqualTo(Samples.clusterFile("v1"));
            assertThat(problem.path("line").asInt()).isEqualTo(7);
            assertThat(problem.path("message").asText())
                    .contains("\"" + FIELD + "\"", "Envoy 1.36 API", "--api-descriptors");
        });
        assertThat(without.commit()).isEqualTo(served);
    }

    private static Change detecting(String cluster) {
        return write(
                Samples.clusterFile(cluster),
                Samples.clusterNamed(cluster) + "outlier_detection: {" + FIELD + ": true, interval: 1s}\n");
    }
}
