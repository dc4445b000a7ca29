package dev.gitvoy.xds.api;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The built-in files with those of a descriptor set in their places, linked to one another. A built-in file that imports one
 * of the set, directly or through others, is linked anew: its messages have the newer ones inside. Any thread.
 */
final class LinkedFiles {
    private static final Logger log = LoggerFactory.getLogger(LinkedFiles.class);

    /** Envoy's imports are some 20 deep. */
    private static final int DEEPEST = 200;

    private final Map<String, FileDescriptorProto> set = new HashMap<>();
    private final Map<String, FileDescriptor> linked = new HashMap<>();
    private final Map<String, Descriptor> messages = new HashMap<>();

    /** @param files the set's, by name; those that are built in need not be among them */
    LinkedFiles(Map<String, FileDescriptorProto> files) throws ApiDescriptorsException {
        checkImports(files.values());
        for (var file : files.values()) {
            var builtIn = BuiltInFiles.find(file.getName());
            boolean isBuiltIn =
                    builtIn.isPresent() && (Annotations.has(file.getName()) || SameFile.is(file, builtIn.get()));
            if (!isBuiltIn) {
                set.put(file.getName(), file);
            }
        }
        for (var file : set.keySet()) {
            var descriptor = link(file, new LinkedHashSet<>());
            WireCheck.check(descriptor);
            Messages.addAll(descriptor.getMessageTypes(), messages);
        }
    }

    private static void checkImports(Collection<FileDescriptorProto> files) throws ApiDescriptorsException {
        var names = new LinkedHashSet<String>();
        files.forEach(file -> names.add(file.getName()));
        var missing = new ArrayList<String>();
        for (var file : files) {
            for (var imported : file.getDependencyList()) {
                if (!names.contains(imported) && BuiltInFiles.find(imported).isEmpty()) {
                    missing.add(file.getName() + " imports " + imported);
                }
            }
        }
        if (!missing.isEmpty()) {
            var more = missing.size() > 3 ? ", and %d more".formatted(missing.size() - 3) : "";
            throw new ApiDescriptorsException(String.join(", ", missing.subList(0, Math.min(3, missing.size()))) + more
                    + ": neither the set nor the " + EnvoyTypes.API + " has that");
        }
    }

    /** Returns a message of the set, unless it is as it is built in. */
    Optional<Descriptor> message(String fullName) {
        return Optional.ofNullable(messages.get(fullName));
    }

    /** Returns a built-in message with the set's messages inside of it; the same object when there are none. */
    Message relink(Message builtIn) {
        var type = builtIn.getDescriptorForType();
        var file = relink(type.getFile());
        return file == type.getFile()
                ? builtIn
                : Messages.in(file, type.getFullName())
                        .<Message>map(DynamicMessage::getDefaultInstance)
                        .orElse(builtIn);
    }

    private synchronized FileDescriptor relink(FileDescriptor builtIn) {
        try {
            return relink(builtIn, new LinkedHashSet<>());
        } catch (ApiDescriptorsException e) {
            log.atWarn()
                    .setCause(e)
                    .log(
                            "the messages of {} are read as they are built in: the API descriptors fit no more",
                            builtIn.getName());
            linked.put(builtIn.getName(), builtIn);
            return builtIn;
        }
    }

    /** @param importers the files on whose behalf this one is linked */
    private FileDescriptor link(String file, Set<String> importers) throws ApiDescriptorsException {
        var known = linked.get(file);
        if (known != null) {
            return known;
        }
        var own = set.get(file);
        if (own == null) {
            var builtIn = BuiltInFiles.find(file);
            // The imports of all files were checked before.
            return relink(builtIn.orElseThrow(() -> new IllegalStateException(file)), importers);
        }
        enter(file, importers);
        var imports = new ArrayList<FileDescriptor>();
        for (var imported : own.getDependencyList()) {
            imports.add(link(imported, importers));
        }
        importers.remove(file);
        return build(own, imports);
    }

    private FileDescriptor relink(FileDescriptor builtIn, Set<String> importers) throws ApiDescriptorsException {
        var known = linked.get(builtIn.getName());
        if (known != null) {
            return known;
        }
        if (set.containsKey(builtIn.getName())) {
            return link(builtIn.getName(), importers);
        }
        enter(builtIn.getName(), importers);
        var imports = new ArrayList<FileDescriptor>();
        for (var imported : builtIn.getDependencies()) {
            imports.add(relink(imported, importers));
        }
        importers.remove(builtIn.getName());
        if (imports.equals(builtIn.getDependencies())) {
            linked.put(builtIn.getName(), builtIn);
            return builtIn;
        }
        return build(builtIn.toProto(), imports);
    }

    private static void enter(String file, Set<String> importers) throws ApiDescriptorsException {
        if (!importers.add(file)) {
            throw new ApiDescriptorsException(file + " imports itself, by way of others");
        }
        if (importers.size() > DEEPEST) {
            throw new ApiDescriptorsException(
                    "the imports of " + importers.iterator().next() + " are more than " + DEEPEST + " deep");
        }
    }

    private FileDescriptor build(FileDescriptorProto file, List<FileDescriptor> imports)
            throws ApiDescriptorsException {
        try {
            var built = FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
            linked.put(file.getName(), built);
            return built;
        } catch (DescriptorValidationException | IllegalArgumentException e) {
            throw new ApiDescriptorsException(
                    file.getName() + " does not go together with what it imports (" + e.getMessage() + ")");
        }
    }
}
