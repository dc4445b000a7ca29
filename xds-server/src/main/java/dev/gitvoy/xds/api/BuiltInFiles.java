package dev.gitvoy.xds.api;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.linecorp.armeria.internal.shaded.xds.pgv.validate.Validate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the built-in descriptors of a {@code .proto} file by its name. The file itself lies beside its classes and says what
 * the class that describes it is called.
 */
final class BuiltInFiles {
    private static final Pattern NAME = Pattern.compile("[\\w./-]{1,250}\\.proto");
    private static final Pattern JAVA_PACKAGE = Pattern.compile("(?m)^option java_package = \"([\\w.]+)\";");
    private static final Pattern PROTO_PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern CLASS = Pattern.compile("(?m)^option java_outer_classname = \"(\\w+)\";");

    /** The one file whose classes were moved when the API was packed. */
    private static final FileDescriptor VALIDATE = Validate.getDescriptor();

    private BuiltInFiles() {}

    /** @param file as an import names it, for example {@code envoy/config/cluster/v3/cluster.proto} */
    static Optional<FileDescriptor> find(String file) {
        if (file.equals(VALIDATE.getName())) {
            return Optional.of(VALIDATE);
        }
        if (!NAME.matcher(file).matches()) {
            return Optional.empty();
        }
        var loader = BuiltInFiles.class.getClassLoader();
        try (var in = loader.getResourceAsStream(file)) {
            if (in == null) {
                return Optional.empty();
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var inPackage = first(JAVA_PACKAGE, text).or(() -> first(PROTO_PACKAGE, text));
            var name = first(CLASS, text).orElseGet(() -> camelCase(file));
            var describing = Class.forName(inPackage.map(p -> p + ".").orElse("") + name, true, loader);
            var descriptor =
                    (FileDescriptor) describing.getMethod("getDescriptor").invoke(null);
            return Optional.of(descriptor).filter(found -> found.getName().equals(file));
        } catch (IOException | ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> first(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** What protoc calls the class of a file that does not say: {@code file_status.proto} is {@code FileStatus}. */
    private static String camelCase(String file) {
        var base = file.substring(file.lastIndexOf('/') + 1, file.length() - ".proto".length());
        var name = new StringBuilder();
        for (var word : base.split("[_.-]", -1)) {
            if (!word.isEmpty()) {
                name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return name.toString();
    }
}
