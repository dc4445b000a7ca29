package dev.gitvoy.xds.api;

import static dev.gitvoy.xds.api.NewerApi.CLUSTER_FILE;
import static dev.gitvoy.xds.api.NewerApi.NEW;
import static dev.gitvoy.xds.api.NewerApi.OUTLIERS_FILE;
import static dev.gitvoy.xds.api.NewerApi.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.linecorp.armeria.internal.shaded.xds.pgv.validate.Validate;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import udpa.annotations.Sensitive;

class EnvoyApiTest {
    private static final String CLUSTER = "envoy.config.cluster.v3.Cluster";
    private static final String OUTLIERS = "envoy.config.cluster.v3.OutlierDetection";

    @TempDir
    private Path folder;

    @Test
    void find_builtIn_isWhatTheProgramIsBuiltWith() {
        assertThat(EnvoyApi.BUILT_IN.find("type.googleapis.com/" + CLUSTER)).containsSame(Cluster.getDefaultInstance());
        assertThat(EnvoyApi.BUILT_IN.name()).isEqualTo("Envoy 1.36 API");
    }

    @Test
    void find_newerMessage_hasTheNewField() {
        var api = NewerApi.with(NewerApi.newerCluster());

        assertThat(descriptor(api, CLUSTER).findFieldByNumber(NEW).getName()).isEqualTo("new_text");
        assertThat(api.find("type.googleapis.com/" + CLUSTER)).isEqualTo(api.find(CLUSTER));
        assertThat(api.name()).isEqualTo("Envoy 1.36 API with newer.binpb");
    }

    @Test
    void find_messageThatTheSetLacks_isBuiltIn() {
        var api = NewerApi.with(NewerApi.newerCluster());

        assertThat(api.find("envoy.config.route.v3.RouteConfiguration"))
                .containsSame(RouteConfiguration.getDefaultInstance());
        assertThat(api.find("envoy.config.route.v3.Nothing")).isEmpty();
        assertThat(api.find("envoy.api.v2.Cluster")).isEmpty();
    }

    @Test
    void find_fileThatIsAsItIsBuiltIn_isBuiltIn() {
        // As protoc writes it, with the names of JSON; programs leave them out.
        var file = NewerApi.file(CLUSTER_FILE);
        NewerApi.message(file, "Cluster")
                .getFieldBuilderList()
                .forEach(field -> field.setJsonName("x" + field.getName()));
        file.getSourceCodeInfoBuilder().addLocationBuilder().setLeadingComments("a comment");

        assertThat(NewerApi.with(file.build()).find(CLUSTER)).containsSame(Cluster.getDefaultInstance());
    }

    @Test
    void find_messageThatHoldsANewerOne_hasItInside() {
        var api = NewerApi.with(NewerApi.newerOutliers());

        var inside =
                descriptor(api, CLUSTER).findFieldByName("outlier_detection").getMessageType();
        assertThat(inside).isSameAs(descriptor(api, OUTLIERS));
        assertThat(inside.findFieldByNumber(NEW).getName()).isEqualTo("new_flag");
        var twiceInside = descriptor(api, "envoy.config.bootstrap.v3.Bootstrap.StaticResources")
                .findFieldByName("clusters")
                .getMessageType();
        assertThat(twiceInside).isSameAs(descriptor(api, CLUSTER));
    }

    @Test
    void find_newMessageOfANewFile_importsWhatIsBuiltIn() {
        var file = FileDescriptorProto.newBuilder()
                .setName("acme/filter.proto")
                .setPackage("acme.filter.v1")
                .setSyntax("proto3")
                .addDependency(CLUSTER_FILE)
                .addDependency("google/protobuf/duration.proto")
                .addDependency("validate/validate.proto")
                .addDependency("udpa/annotations/sensitive.proto")
                .addDependency("xds/annotations/v3/status.proto")
                .addDependency("envoy/annotations/deprecation.proto");
        file.addMessageTypeBuilder()
                .setName("Filter")
                .addField(field("cluster", 1, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName("." + CLUSTER))
                .addField(field("time", 2, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(".google.protobuf.Duration"))
                .addNestedType(DescriptorProto.newBuilder().setName("Part"));

        var api = NewerApi.with(file.build());

        assertThat(descriptor(api, "acme.filter.v1.Filter")
                        .findFieldByName("cluster")
                        .getMessageType())
                .isSameAs(Cluster.getDescriptor());
        assertThat(api.find("acme.filter.v1.Filter.Part")).isPresent();
        assertThat(NewerApi.with(file.build(), NewerApi.newerOutliers()).find("acme.filter.v1.Filter"))
                .map(each -> each.getDescriptorForType()
                        .findFieldByName("cluster")
                        .getMessageType()
                        .findFieldByName("outlier_detection")
                        .getMessageType()
                        .findFieldByName("new_flag"))
                .isPresent();
    }

    @Test
    void find_builtInFileThatNoLongerFits_isReadAsItIsBuiltIn() {
        // Cluster has a field of a message that is no more.
        var api = NewerApi.with(NewerApi.file(OUTLIERS_FILE).clearMessageType().build());

        assertThat(api.find(CLUSTER)).containsSame(Cluster.getDefaultInstance());
        assertThat(api.find(OUTLIERS)).containsSame(OutlierDetection.getDefaultInstance());
    }

    @Test
    void find_optionsOfNewAndOfRelinkedFields_areKnown() {
        var file = NewerApi.file(OUTLIERS_FILE);
        NewerApi.message(file, "OutlierDetection")
                .addField(field("new_secret", NEW, FieldDescriptorProto.Type.TYPE_STRING)
                        .setOptions(FieldOptions.newBuilder().setExtension(Sensitive.sensitive, true)));

        var api = NewerApi.with(file.build());

        assertThat(descriptor(api, OUTLIERS)
                        .findFieldByName("new_secret")
                        .getOptions()
                        .getExtension(Sensitive.sensitive))
                .isTrue();
        // [(validate.rules).duration = {gt: {}}]
        assertThat(descriptor(api, CLUSTER)
                        .findFieldByName("connect_timeout")
                        .getOptions()
                        .getExtension(Validate.rules)
                        .getDuration()
                        .hasGt())
                .isTrue();
        assertThat(descriptor(api, OUTLIERS)
                        .findFieldByName("interval")
                        .getOptions()
                        .getExtension(Validate.rules)
                        .getDuration()
                        .hasGt())
                .isTrue();
    }

    @Test
    void find_everythingNewer_isLinkedToOneAnother() {
        var api = NewerApi.with(NewerApi.newerEverything().toByteArray());

        assertThat(api.find("envoy.config.bootstrap.v3.Bootstrap")).containsInstanceOf(DynamicMessage.class);
        assertThat(descriptor(api, "envoy.config.bootstrap.v3.Bootstrap.StaticResources")
                        .findFieldByName("clusters")
                        .getMessageType())
                .isSameAs(descriptor(api, CLUSTER));
        assertThat(descriptor(api, CLUSTER).findFieldByName("connect_timeout").getMessageType())
                .as("protobuf's own messages are the library's")
                .isSameAs(com.google.protobuf.Duration.getDescriptor());
    }

    @Test
    void fingerprint_isOfTheContent() throws Exception {
        var set = NewerApi.set(NewerApi.newerCluster());
        var here = Files.write(folder.resolve("a.binpb"), set);
        var there = Files.write(Files.createDirectory(folder.resolve("b")).resolve("a.binpb"), set);

        assertThat(EnvoyApi.with(here).fingerprint())
                .isEqualTo(EnvoyApi.with(there).fingerprint())
                .isNotEqualTo(NewerApi.with(NewerApi.newerOutliers()).fingerprint())
                .isNotEqualTo(EnvoyApi.BUILT_IN.fingerprint())
                .matches("Envoy 1.36 API with a.binpb, SHA-256 [0-9a-f]{64}");
        assertThat(EnvoyApi.with(here).name()).isEqualTo("Envoy 1.36 API with a.binpb");
    }

    @Test
    void with_whatIsNoSet_isRefused() throws Exception {
        assertRefused(
                folder.resolve("none"),
                "the file cannot be read (java.nio.file.NoSuchFileException: " + folder.resolve("none") + ")");
        assertRefused(
                "syntax = \"proto3\";".getBytes(StandardCharsets.UTF_8),
                "the file is no FileDescriptorSet of protobuf, in binary and uncompressed");
        assertRefused(new byte[0], "there is no .proto file in it");
    }

    @Test
    void with_setOfMoreThan64MiB_isRefused() throws Exception {
        var file = folder.resolve("large");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength((64 << 20) + 1);
        }

        assertRefused(file, "the file is larger than 64 MiB");
    }

    @Test
    void with_missingImports_areNamed() {
        var file = NewerApi.newerCluster().toBuilder()
                .addDependency("envoy/a.proto")
                .addDependency("../b.proto");

        assertRefused(
                NewerApi.set(file.build()),
                CLUSTER_FILE + " imports envoy/a.proto, " + CLUSTER_FILE
                        + " imports ../b.proto: neither the set nor the Envoy 1.36 API has that");
        file.addDependency("envoy/c.proto").addDependency("envoy/d.proto").addDependency("envoy/e.proto");
        assertRefused(
                NewerApi.set(file.build()),
                CLUSTER_FILE + " imports envoy/a.proto, " + CLUSTER_FILE + " imports ../b.proto, " + CLUSTER_FILE
                        + " imports envoy/c.proto, and 2 more: neither the set nor the Envoy 1.36 API has that");
    }

    @Test
    void with_fileThatDoesNotFitItsImports_isRefused() {
        var file = NewerApi.newerCluster().toBuilder();
        NewerApi.message(file, "Cluster")
                .addField(field("newer", NEW + 1, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(".envoy.config.core.v3.Newer"));

        assertRefused(
                NewerApi.set(file.build()),
                CLUSTER_FILE + " does not go together with what it imports (envoy.config.cluster.v3.Cluster.newer: "
                        + "\".envoy.config.core.v3.Newer\" is not defined.)");
    }

    @Test
    void with_sameFileTwice_isRefusedWhenTheyDiffer() {
        assertRefused(
                NewerApi.set(
                        NewerApi.newerCluster(), NewerApi.file(CLUSTER_FILE).build()),
                "it has " + CLUSTER_FILE + " twice, with different content");
        assertThat(NewerApi.with(NewerApi.newerCluster(), NewerApi.newerCluster())
                        .find(CLUSTER))
                .isPresent();
    }

    @Test
    void with_importsInACircleOrEndless_areRefused() {
        var circle =
                NewerApi.newerOutliers().toBuilder().addDependency(CLUSTER_FILE).build();
        assertThatThrownBy(() -> EnvoyApi.with(DescriptorSetFile.of("x", NewerApi.set(circle))))
                .isInstanceOf(ApiDescriptorsException.class)
                .hasMessageContaining("imports itself, by way of others");

        var endless = new FileDescriptorProto[10_000];
        for (int i = 0; i < endless.length; i++) {
            endless[i] = FileDescriptorProto.newBuilder()
                    .setName("f" + i + ".proto")
                    .addDependency("f" + Math.min(i + 1, endless.length - 1) + ".proto")
                    .build();
        }
        assertThatThrownBy(() -> EnvoyApi.with(DescriptorSetFile.of("x", NewerApi.set(endless))))
                .isInstanceOf(ApiDescriptorsException.class)
                .hasMessageContaining("are more than 200 deep");
    }

    @Test
    void with_anotherMeaningOfANumber_isRefused() {
        var file = NewerApi.file(CLUSTER_FILE);
        NewerApi.message(file, "Cluster").getFieldBuilderList().stream()
                .filter(field -> field.getName().equals("name"))
                .forEach(field ->
                        field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(".google.protobuf.Duration"));

        assertRefused(
                NewerApi.set(file.build()),
                "field 1 of envoy.config.cluster.v3.Cluster is a google.protobuf.Duration in it, "
                        + "but a string in the Envoy 1.36 API; is it a set of Envoy's API?");
    }

    @Test
    void as_newerMessage_isOneOfTheClassWithTheRestUnknown() throws Exception {
        var api = NewerApi.with(NewerApi.newerCluster());
        var type = descriptor(api, CLUSTER);
        var newer = DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("name"), "a")
                .setField(type.findFieldByNumber(NEW), "new")
                .build();

        var cluster = EnvoyTypes.as(Cluster.class, newer);

        assertThat(cluster.getName()).isEqualTo("a");
        assertThat(cluster.getUnknownFields().hasField(NEW)).isTrue();
        assertThat(EnvoyTypes.as(Cluster.class, cluster)).isSameAs(cluster);
        assertThatThrownBy(() -> EnvoyTypes.as(Bootstrap.class, newer)).isInstanceOf(ClassCastException.class);
    }

    private void assertRefused(byte[] set, String why) {
        try {
            assertRefused(Files.write(folder.resolve("set"), set), why);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(Path set, String why) {
        assertThatThrownBy(() -> EnvoyApi.with(set))
                .isInstanceOf(ApiDescriptorsException.class)
                .hasMessage(why + "; make it with \"buf build .. -o FILE\" or "
                        + "\"protoc --include_imports --descriptor_set_out=FILE ..\"");
    }

    private static Descriptor descriptor(EnvoyApi api, String name) {
        return api.find(name).map(Message::getDescriptorForType).orElseThrow();
    }
}
