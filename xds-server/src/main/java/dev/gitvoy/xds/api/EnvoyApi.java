package dev.gitvoy.xds.api;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages that configuration is read as: those that are built in, or also newer ones, of a descriptor set. Newer messages
 * are dynamic ones, without a class; {@link EnvoyTypes#as} makes a built-in one of them. Immutable; any thread.
 */
public final class EnvoyApi {
    /** The messages that this program is built with. */
    public static final EnvoyApi BUILT_IN = new EnvoyApi(EnvoyTypes.API, EnvoyTypes.API, null);

    private final String name;
    private final String fingerprint;
    private final @Nullable LinkedFiles linked;
    // Holds only what exists, so the API bounds it.
    private final Map<String, Message> found = new ConcurrentHashMap<>();

    private EnvoyApi(String name, String fingerprint, @Nullable LinkedFiles linked) {
        this.name = name;
        this.fingerprint = fingerprint;
        this.linked = linked;
    }

    /**
     * The built-in messages, and in front of them those of a file: new ones, and newer versions of the built-in ones.
     *
     * @param descriptorSet a {@code FileDescriptorSet} of at most 64 MiB; what it lacks of its imports is built in
     */
    public static EnvoyApi with(Path descriptorSet) throws ApiDescriptorsException {
        return with(DescriptorSetFile.read(descriptorSet));
    }

    static EnvoyApi with(DescriptorSetFile set) throws ApiDescriptorsException {
        return new EnvoyApi(
                EnvoyTypes.API + " with " + set.name(),
                EnvoyTypes.API + " with " + set.name() + ", SHA-256 " + set.sha256(),
                new LinkedFiles(set.files()));
    }

    /** Whether there is nothing but the built-in messages. */
    public boolean isBuiltIn() {
        return linked == null;
    }

    /** In words for an author: {@code Envoy 1.36 API with envoy-1.40.binpb}. */
    public String name() {
        return name;
    }

    /** Another text when the same configuration may be read as something else, or with other words about its problems. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Returns the default instance of a message, or nothing when this API has no such message. A message of the v2 API is
     * not found.
     *
     * @param typeUrlOrName {@code type.googleapis.com/envoy.config.cluster.v3.Cluster}, or the part behind the slash
     */
    public Optional<Message> find(String typeUrlOrName) {
        if (linked == null) {
            return EnvoyTypes.find(typeUrlOrName);
        }
        var type = EnvoyTypes.nameOf(typeUrlOrName);
        var known = found.get(type);
        if (known != null) {
            return Optional.of(known);
        }
        var message = EnvoyTypes.isV2(type) ? Optional.<Message>empty() : load(type, linked);
        message.ifPresent(each -> found.put(type, each));
        return message;
    }

    private static Optional<Message> load(String name, LinkedFiles linked) {
        return linked.message(name)
                .<Message>map(DynamicMessage::getDefaultInstance)
                .or(() -> EnvoyTypes.find(name).map(linked::relink));
    }

    /**
     * What else can be done about something that is not in this API; nothing when it has been done.
     *
     * @param joint between the sentence before and this one
     */
    public String remedy(String joint) {
        return isBuiltIn() ? joint + "give --api-descriptors if a newer Envoy has it" : "";
    }
}
