package dev.gitvoy.bench.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.gitvoy.gitsync.release.Reconciler;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.serve.Compilers;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcollections.TreePMap;

class ServicesTest {
    private static final int COUNT = 3;

    @TempDir
    private Path folder;

    private final Services services = new Services(COUNT);

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"EDS", "CDS", "ALL"})
    void yaml_compiled_equalsTheMessages(Change change) throws Exception {
        services.writeTo(folder, services.all());
        services.writeTo(folder, services.apply(change));

        var clusters = new TreeMap<String, ByteString>();
        var assignments = new TreeMap<String, ByteString>();
        for (int service : services.all()) {
            clusters.put(Services.name(service), services.cluster(service).toByteString());
            assignments.put(Services.name(service), services.assignment(service).toByteString());
        }
        assertThat(compiled(ResourceTypes.CLUSTER)).isEqualTo(clusters);
        assertThat(compiled(ResourceTypes.ENDPOINTS)).isEqualTo(assignments);
    }

    private Map<String, ByteString> compiled(ResourceType type) {
        var compiler = Compilers.all();
        var reconciler = new Reconciler(
                new DirectorySource(folder, compiler.paths()), compiler, List.of(), InstantSource.system());
        reconciler.reconcile();
        var bodies = new TreeMap<String, ByteString>();
        reconciler
                .status()
                .release()
                .orElseThrow()
                .artifact(XdsArtifact.KEY)
                .ofScope(Services.GROUP)
                .getOrDefault(type, TreePMap.empty())
                .forEach((name, resource) -> bodies.put(name, resource.any().getValue()));
        return bodies;
    }

    @Test
    void apply_oneOfMany_goesRoundTheServices() {
        assertThat(services.apply(Change.EDS)).containsExactly(0);
        assertThat(services.apply(Change.CDS)).containsExactly(1);
        assertThat(services.apply(Change.ALL)).containsExactly(0, 1, 2);
        assertThat(services.apply(Change.EDS)).containsExactly(2);
        assertThat(services.apply(Change.EDS)).containsExactly(0);
    }

    @Test
    void apply_oftenRepeated_keepsSizes() {
        int cluster = services.cluster(0).getSerializedSize();
        int assignment = services.assignment(0).getSerializedSize();

        for (int time = 0; time < 2000; time++) {
            services.apply(Change.ALL);
            services.apply(Change.EDS);
            assertThat(services.cluster(0).getSerializedSize()).isEqualTo(cluster);
            assertThat(services.assignment(0).getSerializedSize()).isEqualTo(assignment);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rawResponse_isReadByTheClient(Protocol protocol) throws Exception {
        var bytes = RawPushServer.clusters(protocol, services, services.all());

        var answer = Answer.read(protocol, CodedInputStream.newInstance(bytes));

        assertThat(answer.hasClusters()).isTrue();
        assertThat(answer.nonce()).isEqualTo("nn");
        assertThat(answer.resources()).isEqualTo(COUNT);
        assertThat(answer.removed()).isZero();
        assertThat(answer.bytes()).isEqualTo(bytes.length);
    }
}
