package dev.gitvoy.xds.api;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

/** Envoy APIs that never were: the built-in one, and a little more. */
public final class NewerApi {
    public static final String CLUSTER_FILE = "envoy/config/cluster/v3/cluster.proto";
    /** Imported by {@link #CLUSTER_FILE}. */
    public static final String OUTLIERS_FILE = "envoy/config/cluster/v3/outlier_detection.proto";

    /** A number that no message of the API has. */
    public static final int NEW = 54321;

    private NewerApi() {}

    /** The built-in file, as it is. */
    public static FileDescriptorProto.Builder file(String name) {
        return BuiltInFiles.find(name).orElseThrow().toProto().toBuilder();
    }

    public static DescriptorProto.Builder message(FileDescriptorProto.Builder file, String name) {
        return file.getMessageTypeBuilderList().stream()
                .filter(message -> message.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }

    /** Clusters with a field {@code new_text}. */
    public static FileDescriptorProto newerCluster() {
        var file = file(CLUSTER_FILE);
        message(file, "Cluster").addField(field("new_text", NEW, FieldDescriptorProto.Type.TYPE_STRING));
        return file.build();
    }

    /** Outlier detections with a field {@code new_flag}. */
    public static FileDescriptorProto newerOutliers() {
        var file = file(OUTLIERS_FILE);
        message(file, "OutlierDetection").addField(field("new_flag", NEW, FieldDescriptorProto.Type.TYPE_BOOL));
        return file.build();
    }

    /** Every file of the API, with another field in each message. */
    public static FileDescriptorSet newerEverything() {
        var set = FileDescriptorSet.newBuilder();
        for (var name : allFiles()) {
            var file = file(name);
            file.getMessageTypeBuilderList().forEach(NewerApi::addFields);
            set.addFile(file);
        }
        return set.build();
    }

    private static void addFields(DescriptorProto.Builder message) {
        if (!message.getOptions().getMapEntry()) {
            message.addField(field("new_number", NEW, FieldDescriptorProto.Type.TYPE_INT64));
            message.getNestedTypeBuilderList().forEach(NewerApi::addFields);
        }
    }

    /** The names of all files that are built in, but for those of protobuf itself. */
    public static List<String> allFiles() {
        try {
            var jar = Path.of(Cluster.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (var zip = new ZipFile(jar.toFile())) {
                return zip.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.endsWith(".proto"))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] set(FileDescriptorProto... files) {
        return FileDescriptorSet.newBuilder()
                .addAllFile(List.of(files))
                .build()
                .toByteString()
                .toByteArray();
    }

    public static EnvoyApi with(FileDescriptorProto... files) {
        return with(set(files));
    }

    public static EnvoyApi with(byte[] set) {
        try {
            return EnvoyApi.with(DescriptorSetFile.of("newer.binpb", set));
        } catch (ApiDescriptorsException e) {
            throw new AssertionError(e);
        }
    }
}
