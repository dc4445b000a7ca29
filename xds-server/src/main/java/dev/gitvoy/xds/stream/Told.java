package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.Resource;
import org.jspecify.annotations.Nullable;

/** What a client was told last of one name, whether it took it or not. Immutable; the constants are compared by identity. */
final class Told {
    /** It was never told anything. */
    static final Told NOTHING = new Told("", null);
    /** It has dropped what it had and waits for an answer, whatever that is. */
    static final Told DROPPED = new Told("", null);
    /** It knows that there is no such resource. */
    static final Told ABSENT = new Told("", null);
    /** It has the resource in a version that nobody knows. */
    static final Told UNKNOWN = new Told("?", null);

    private final String version;
    private final @Nullable Resource retained;

    private Told(String version, @Nullable Resource retained) {
        this.version = version;
        this.retained = retained;
    }

    static Told of(Resource resource) {
        return new Told(resource.version(), null);
    }

    /** Of a reconnected client: it names the version that it has. */
    static Told version(String version) {
        return version.isEmpty() ? UNKNOWN : new Told(version, null);
    }

    boolean isResource() {
        return !version.isEmpty();
    }

    boolean is(Resource resource) {
        return version.equals(resource.version());
    }

    /** A removed resource that the client may still need for a moment. */
    @Nullable
    Resource retained() {
        return retained;
    }

    Told retaining(@Nullable Resource removed) {
        return removed == retained ? this : new Told(version, removed);
    }
}
