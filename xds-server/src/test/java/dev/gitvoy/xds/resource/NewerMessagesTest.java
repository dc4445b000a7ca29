package dev.gitvoy.xds.resource;

import static dev.gitvoy.xds.api.NewerApi.CLUSTER_FILE;
import static dev.gitvoy.xds.api.NewerApi.NEW;
import static dev.gitvoy.xds.api.NewerApi.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.api.NewerApi;
import dev.gitvoy.xds.check.MessageVisitor;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import udpa.annotations.Sensitive;

/** What a newer API has reaches Envoy as it is written. */
class NewerMessagesTest {
    private static final String CLUSTER = """
            "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
            name: a
            """;

    @Test
    void newField_isServed() throws Exception {
        var api = NewerApi.with(NewerApi.newerCluster());

        var served = Cluster.parseFrom(served(api, CLUSTER + "new_text: hello\nconnect_timeout: 1s\n"));

        assertThat(served.getName()).isEqualTo("a");
        assertThat(served.getConnectTimeout().getSeconds()).isEqualTo(1);
        assertThat(unknown(served).getLengthDelimitedList()).containsExactly(ByteString.copyFromUtf8("hello"));
    }

    @Test
    void newField_withoutTheNewerApi_isRefusedWithTheRemedy() {
        assertThat(problems(EnvoyApi.BUILT_IN, CLUSTER + "zzz: hello\n"))
                .singleElement()
                .asString()
                .startsWith(
                        "xds/all/a.yaml:3:1: unknown field \"zzz\" in envoy.config.cluster.v3.Cluster; use one of: ")
                .endsWith("; it is not in the Envoy 1.36 API: give --api-descriptors if a newer Envoy has it");
        assertThat(problems(NewerApi.with(NewerApi.newerCluster()), CLUSTER + "zzz: hello\n"))
                .singleElement()
                .asString()
                .endsWith("; it is not in the Envoy 1.36 API with newer.binpb");
    }

    @Test
    void newField_isSuggested() {
        assertThat(problems(NewerApi.with(NewerApi.newerCluster()), CLUSTER + "new_txt: hello\n"))
                .containsExactly("xds/all/a.yaml:3:1: unknown field \"new_txt\" in envoy.config.cluster.v3.Cluster; "
                        + "did you mean \"new_text\"?");
    }

    @Test
    void newField_insideOfABuiltInMessage_isServed() throws Exception {
        var api = NewerApi.with(NewerApi.newerOutliers());

        var served = Cluster.parseFrom(served(api, CLUSTER + "outlier_detection: {newFlag: true, interval: 2s}\n"));

        assertThat(served.getOutlierDetection().getInterval().getSeconds()).isEqualTo(2);
        assertThat(unknown(served.getOutlierDetection()).getVarintList()).containsExactly(1L);
    }

    @Test
    void newEnumValue_isServed() throws Exception {
        var file = NewerApi.file(CLUSTER_FILE);
        NewerApi.message(file, "Cluster").getEnumTypeBuilderList().stream()
                .filter(each -> each.getName().equals("LbPolicy"))
                .forEach(each -> each.addValueBuilder().setName("NEWEST").setNumber(77));

        var served = Cluster.parseFrom(served(NewerApi.with(file.build()), CLUSTER + "lb_policy: newest\n"));

        assertThat(served.getLbPolicyValue()).isEqualTo(77);
        assertThat(problems(EnvoyApi.BUILT_IN, CLUSTER + "lb_policy: newest\n"))
                .singleElement()
                .asString()
                .endsWith("; it is not in the Envoy 1.36 API: give --api-descriptors if a newer Envoy has it");
    }

    @Test
    void newMessage_insideOfAny_isServed() throws Exception {
        var yaml = """
                "@type": type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig
                name: acme
                typed_config:
                  "@type": type.googleapis.com/acme.filter.v1.Filter
                  labels: {b: 2, a: 1}
                  time: 1.5s
                  settings: {z: {}, y: [1, two], x: null}
                  any: {"@type": type.googleapis.com/acme.filter.v1.Filter, labels: {"": 0}}
                """;

        var served = TypedExtensionConfig.parseFrom(served(NewerApi.with(acme()), yaml));

        var labels = unknown(served.getTypedConfig(), 1).getLengthDelimitedList();
        assertThat(labels)
                .extracting(
                        entry -> UnknownFieldSet.parseFrom(entry).getField(1).getLengthDelimitedList())
                .containsExactly(List.of(ByteString.copyFromUtf8("a")), List.of(ByteString.copyFromUtf8("b")));
        assertThat(com.google.protobuf.Duration.parseFrom(only(served.getTypedConfig(), 2)))
                .hasToString("seconds: 1\nnanos: 500000000\n");
        assertThat(com.google.protobuf.Struct.parseFrom(only(served.getTypedConfig(), 3))
                        .getFieldsMap())
                .containsOnlyKeys("x", "y", "z");
        var inner = Any.parseFrom(only(served.getTypedConfig(), 4));
        assertThat(inner.getTypeUrl()).isEqualTo("type.googleapis.com/acme.filter.v1.Filter");
        // An entry has its key and its value even where they are zero.
        assertThat(inner.getValue()).isEqualTo(ByteString.fromHex("0a040a001000"));
        assertThat(problems(EnvoyApi.BUILT_IN, yaml))
                .containsExactly(
                        "xds/all/a.yaml:4:12: \"type.googleapis.com/acme.filter.v1.Filter\" is not in the Envoy "
                                + "1.36 API; check its spelling, or give --api-descriptors if a newer Envoy has it");
    }

    @Test
    void newSecret_isNotShown() {
        var problems = problems(NewerApi.with(acme()), """
                "@type": type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig
                name: acme
                typed_config: {"@type": type.googleapis.com/acme.filter.v1.Filter, count: 1234}
                """);

        assertThat(problems)
                .singleElement()
                .asString()
                .contains("count: found a number")
                .doesNotContain("1234");
    }

    @Test
    void references_ofANewerMessage_areChecked() {
        var api = NewerApi.with(NewerApi.newerOutliers(), NewerApi.newerCluster());

        assertThat(
                        problems(
                                api,
                                CLUSTER
                                        + "new_text: x\ntype: EDS\neds_cluster_config: {eds_config: {ads: {}}, service_name: gone}\n"))
                .singleElement()
                .asString()
                .startsWith("xds/all/a.yaml:5:21: cluster load assignment \"gone\" ");
    }

    @Test
    void addressesOfNewerListeners_clash() {
        var listener = """
                "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                name: %s
                new_number: 1
                address: {socket_address: {address: 127.0.0.1, port_value: 80}}
                default_filter_chain: {}
                """;

        assertThat(problems(
                        NewerApi.with(NewerApi.newerEverything().toByteArray()),
                        listener.formatted("a") + "---\n" + listener.formatted("b")))
                .singleElement()
                .asString()
                .contains("127.0.0.1:80");
    }

    @Test
    void maps_inAnyOrder_areTheBytesOfAMessageWithAClass() throws Exception {
        var api = NewerApi.with(NewerApi.newerEverything().toByteArray());
        var yaml = """
                name: c
                metadata: {filter_metadata: {z: {b: {y: 1, x: [{d: 1, c: 2}]}, a: 2}, "": {}, k: {}}}
                typed_extension_protocol_options:
                  z: {"@type": type.googleapis.com/google.protobuf.Struct, value: {b: 1, a: 2}}
                  a: {"@type": type.googleapis.com/envoy.config.core.v3.Metadata, filter_metadata: {b: {}, a: {}}}
                """;

        assertThat(bytes(api, Cluster.getDefaultInstance(), yaml))
                .isEqualTo(bytes(EnvoyApi.BUILT_IN, Cluster.getDefaultInstance(), yaml));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "traffic"})
    void examples_readWithANewerApi_areOfTheSameVersions(String example) throws Exception {
        var folder = Path.of("..", "examples", example).toRealPath();

        var versions = versions(EnvoyApi.BUILT_IN, folder);

        assertThat(versions).hasSizeGreaterThan(4);
        assertThat(versions(NewerApi.with(NewerApi.newerEverything().toByteArray()), folder))
                .isEqualTo(versions);
        assertThat(versions(NewerApi.with(NewerApi.newerOutliers()), folder)).isEqualTo(versions);
    }

    /** A file of somebody else's, {@code acme.filter.v1.Filter}. */
    private static FileDescriptorProto acme() {
        var file = FileDescriptorProto.newBuilder()
                .setName("acme/filter.proto")
                .setPackage("acme.filter.v1")
                .setSyntax("proto3")
                .addDependency("google/protobuf/any.proto")
                .addDependency("google/protobuf/duration.proto")
                .addDependency("google/protobuf/struct.proto");
        file.addMessageTypeBuilder()
                .setName("Filter")
                .addNestedType(DescriptorProto.newBuilder()
                        .setName("LabelsEntry")
                        .addField(field("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("value", 2, FieldDescriptorProto.Type.TYPE_INT32))
                        .setOptions(com.google.protobuf.DescriptorProtos.MessageOptions.newBuilder()
                                .setMapEntry(true)))
                .addField(field("labels", 1, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                        .setTypeName(".acme.filter.v1.Filter.LabelsEntry"))
                .addField(field("time", 2, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(".google.protobuf.Duration"))
                .addField(field("settings", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(".google.protobuf.Struct"))
                .addField(
                        field("any", 4, FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(".google.protobuf.Any"))
                .addField(field("count", 5, FieldDescriptorProto.Type.TYPE_BOOL)
                        .setOptions(FieldOptions.newBuilder().setExtension(Sensitive.sensitive, true)));
        return file.build();
    }

    private static UnknownFieldSet.Field unknown(Message message) {
        return message.getUnknownFields().getField(NEW);
    }

    private static UnknownFieldSet.Field unknown(Any any, int number) throws IOException {
        return UnknownFieldSet.parseFrom(any.getValue()).getField(number);
    }

    private static ByteString only(Any any, int number) throws IOException {
        return unknown(any, number).getLengthDelimitedList().get(0);
    }

    private static ByteString bytes(EnvoyApi api, Message prototype, String yaml) {
        var problems = new ArrayList<Problem>();
        var newer = api.find(prototype.getDescriptorForType().getFullName()).orElseThrow();
        var message = ProtoReader.read(api, Reading.node(yaml), newer, problems::add, MessageVisitor.NONE);
        assertThat(problems).isEmpty();
        assertThat(message.orElseThrow().getClass() == prototype.getClass()).isEqualTo(api.isBuiltIn());
        return Deterministic.bytes(message.orElseThrow());
    }

    private static ByteString served(EnvoyApi api, String yaml) {
        var outcome = compile(api, Map.of("xds/all/a.yaml", yaml));
        assertThat(outcome).isInstanceOf(Outcome.Compiled.class);
        return ((Outcome.Compiled) outcome)
                .release().artifact(XdsArtifact.KEY).ofScope(Name.EVERYONE).values().stream()
                        .flatMap(byName -> byName.values().stream())
                        .map(resource -> resource.any().getValue())
                        .findFirst()
                        .orElseThrow();
    }

    private static Map<String, String> versions(EnvoyApi api, Path folder) throws IOException {
        var files = new HashMap<String, String>();
        try (var all = Files.walk(folder.resolve("xds"))) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        files.put(
                "gitvoy.yaml",
                "xds: {external_rate_limit_domains: [edge, api, quickstart], bootstrap_clusters: [gitvoy, authz, ratelimit]}\n");
        var outcome = compile(api, files);
        assertThat(outcome).isInstanceOf(Outcome.Compiled.class);
        var artifact = ((Outcome.Compiled) outcome).release().artifact(XdsArtifact.KEY);
        var scopes = new ArrayList<>(artifact.scopes());
        scopes.add(Name.EVERYONE);
        var versions = new HashMap<String, String>();
        scopes.forEach(scope -> artifact.ofScope(scope)
                .forEach((type, byName) -> byName.forEach(
                        (name, resource) -> versions.put(scope + " " + type + " " + name, resource.version()))));
        return versions;
    }

    private static List<String> problems(EnvoyApi api, String yaml) {
        var outcome = compile(api, Map.of("xds/all/a.yaml", yaml));
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        return ((Outcome.Rejected) outcome)
                .problems().stream()
                        .filter(Problem::isError)
                        .map(Problem::toString)
                        .toList();
    }

    private static Outcome compile(EnvoyApi api, Map<String, String> files) {
        var changed = files.entrySet().stream()
                .map(file -> new SourceFile(
                        file.getKey(), file.getValue(), file.getValue().getBytes(StandardCharsets.UTF_8)))
                .toList();
        return new CommitCompiler(List.of(new XdsCompiler(ResourceTypes.DEFAULT, api)))
                .compile(null, new Commit("c1", "", "", Instant.EPOCH), new Changes(changed, Set.of(), List.of()));
    }
}
