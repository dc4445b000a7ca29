package dev.gitvoy.xds.api;

import com.google.protobuf.ExtensionRegistry;
import com.linecorp.armeria.internal.shaded.xds.pgv.validate.Validate;
import java.util.List;

/** The options that Envoy's files have beside protobuf's own: rules for values, secrets, deprecations, versions. */
final class Annotations {
    /** Knows each of them, so that descriptors read with it answer for their options. */
    static final ExtensionRegistry REGISTRY = registry();

    /** Where the files are that describe files and nothing else; protobuf's own belong to the library. */
    private static final List<String> FOLDERS =
            List.of("google/protobuf/", "validate/", "udpa/annotations/", "xds/annotations/", "envoy/annotations/");

    private Annotations() {}

    static boolean has(String file) {
        return FOLDERS.stream().anyMatch(file::startsWith);
    }

    private static ExtensionRegistry registry() {
        var all = ExtensionRegistry.newInstance();
        Validate.registerAllExtensions(all);
        envoy.annotations.Deprecation.registerAllExtensions(all);
        envoy.annotations.Resource.registerAllExtensions(all);
        udpa.annotations.Migrate.registerAllExtensions(all);
        udpa.annotations.Security.registerAllExtensions(all);
        udpa.annotations.Sensitive.registerAllExtensions(all);
        udpa.annotations.Status.registerAllExtensions(all);
        udpa.annotations.Versioning.registerAllExtensions(all);
        xds.annotations.v3.Migrate.registerAllExtensions(all);
        xds.annotations.v3.Security.registerAllExtensions(all);
        xds.annotations.v3.Sensitive.registerAllExtensions(all);
        xds.annotations.v3.Status.registerAllExtensions(all);
        xds.annotations.v3.Versioning.registerAllExtensions(all);
        return all.getUnmodifiable();
    }
}
