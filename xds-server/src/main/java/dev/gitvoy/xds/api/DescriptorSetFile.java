package dev.gitvoy.xds.api;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A protobuf {@code FileDescriptorSet} as it lies on the disk.
 *
 * @param name of the file, without its folder
 * @param sha256 of its bytes, in hexadecimal
 * @param files by name, without comments
 */
record DescriptorSetFile(String name, String sha256, Map<String, FileDescriptorProto> files) {
    /** Envoy's whole API with all its comments is some 15 MiB. */
    static final int LARGEST = 64 << 20;

    static DescriptorSetFile read(Path path) throws ApiDescriptorsException {
        try (var in = Files.newInputStream(path)) {
            var bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new ApiDescriptorsException("the file is larger than " + (LARGEST >> 20) + " MiB");
            }
            return of(String.valueOf(path.getFileName()), bytes);
        } catch (IOException e) {
            throw new ApiDescriptorsException("the file cannot be read (" + e + ")");
        }
    }

    static DescriptorSetFile of(String name, byte[] bytes) throws ApiDescriptorsException {
        FileDescriptorSet set;
        try {
            set = FileDescriptorSet.parseFrom(bytes, Annotations.REGISTRY);
        } catch (InvalidProtocolBufferException e) {
            throw new ApiDescriptorsException(
                    "the file is no FileDescriptorSet of protobuf, in binary and uncompressed");
        }
        var files = new TreeMap<String, FileDescriptorProto>();
        for (var file : set.getFileList()) {
            var uncommented = file.toBuilder().clearSourceCodeInfo().build();
            var other = files.putIfAbsent(file.getName(), uncommented);
            if (other != null && !other.equals(uncommented)) {
                throw new ApiDescriptorsException("it has " + file.getName() + " twice, with different content");
            }
        }
        if (files.isEmpty()) {
            throw new ApiDescriptorsException("there is no .proto file in it");
        }
        return new DescriptorSetFile(name, sha256(bytes), files);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
