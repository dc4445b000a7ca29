package dev.gitvoy.xds.api;

import com.google.protobuf.GeneratedMessage;
import com.google.protobuf.Internal;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Finds the built-in messages of the Envoy API by name, lazily: the API has thousands, a configuration uses dozens.
 *
 * <p>A message's class follows from its name by the {@code java_package} convention of each tree of protos.
 */
public final class EnvoyTypes {
    /** The version that the messages on the class path are of. */
    public static final String API = "Envoy 1.36 API";

    public static final String URL_PREFIX = "type.googleapis.com/";

    private static final Map<String, String> JAVA_PACKAGES = Map.of(
            "envoy", "io.envoyproxy.envoy",
            "xds", "com.github.xds",
            "udpa", "com.github.udpa.udpa",
            "google", "com.google",
            "cel", "dev.cel",
            "ratelimit", "dev.gitvoy.proto.ratelimit",
            "opentelemetry", "io.opentelemetry");

    /** Packages, then messages, nested ones last: {@code envoy.config.route.v3.RouteMatch.PathMatchPolicy}. */
    private static final Pattern NAME =
            Pattern.compile("(?<root>[a-z]\\w*)(?<packages>(\\.[a-z]\\w*)*)(?<messages>(\\.[A-Z]\\w*)+)");

    /** Packages with {@code v2} or {@code v1alpha1} in them, and the four that never had a version. */
    private static final Pattern V2_NAME = Pattern.compile(
            "envoy\\.(([a-z]\\w*\\.)*v(1alpha1|2(alpha\\d*)?)(\\.[a-z]\\w*)*"
                    + "|type|type\\.matcher|config\\.cluster\\.redis|config\\.retry\\.previous_priorities)(\\.[A-Z]\\w*)+");

    /** Longer than any name of the API; the patterns need stack for each dot. */
    private static final int LONGEST_NAME = 250;

    // Holds only what exists, so the API bounds it.
    private static final Map<String, Message> FOUND = new ConcurrentHashMap<>();

    private EnvoyTypes() {}

    /**
     * Returns the default instance of a message, or nothing when this API has no such message. A message of the v2 API is
     * not found, though its class exists.
     *
     * @param typeUrlOrName {@code type.googleapis.com/envoy.config.cluster.v3.Cluster}, or the part behind the slash
     */
    public static Optional<Message> find(String typeUrlOrName) {
        var name = nameOf(typeUrlOrName);
        var found = FOUND.get(name);
        if (found != null) {
            return Optional.of(found);
        }
        var loaded = isV2(name) ? Optional.<Message>empty() : load(name);
        loaded.ifPresent(message -> FOUND.put(name, message));
        return loaded;
    }

    /**
     * Returns a message as one of its built-in class, which has what is unknown to it among its unknown fields. The same object
     * when it is of that class already.
     *
     * @throws ClassCastException when it is another message
     */
    public static <M extends Message> M as(Class<M> type, Message message) {
        if (type.isInstance(message)) {
            return type.cast(message);
        }
        var prototype = Internal.getDefaultInstance(type);
        var expected = prototype.getDescriptorForType().getFullName();
        var found = message.getDescriptorForType().getFullName();
        if (!found.equals(expected)) {
            throw new ClassCastException(found + " (expected: " + expected + ")");
        }
        try {
            return type.cast(prototype
                    .newBuilderForType()
                    .mergeFrom(message.toByteString())
                    .buildPartial());
        } catch (InvalidProtocolBufferException e) {
            // Descriptors of which that is not so are refused when they are read.
            throw new IllegalStateException("two versions of " + found, e);
        }
    }

    /** Whether a name is of the v2 API, which Envoy no longer has. */
    public static boolean isV2(String typeUrlOrName) {
        var name = nameOf(typeUrlOrName);
        return name.length() <= LONGEST_NAME && V2_NAME.matcher(name).matches();
    }

    static String nameOf(String typeUrlOrName) {
        return typeUrlOrName.substring(typeUrlOrName.lastIndexOf('/') + 1);
    }

    private static Optional<Message> load(String name) {
        var matcher = NAME.matcher(name);
        if (name.length() > LONGEST_NAME || !matcher.matches()) {
            return Optional.empty();
        }
        var javaPackage = JAVA_PACKAGES.get(matcher.group("root"));
        if (javaPackage == null) {
            return Optional.empty();
        }
        var className = javaPackage
                + matcher.group("packages")
                + "."
                + matcher.group("messages").substring(1).replace('.', '$');
        try {
            var candidate = Class.forName(className, false, EnvoyTypes.class.getClassLoader());
            if (!GeneratedMessage.class.isAssignableFrom(candidate) || Modifier.isAbstract(candidate.getModifiers())) {
                return Optional.empty();
            }
            Message message = Internal.getDefaultInstance(candidate.asSubclass(GeneratedMessage.class));
            // A class of another name can answer: a file system may ignore case.
            return Optional.of(message)
                    .filter(m -> m.getDescriptorForType().getFullName().equals(name));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
