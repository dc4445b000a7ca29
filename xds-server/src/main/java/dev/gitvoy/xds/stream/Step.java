package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One response, for all clients in one state: composed once, encoded once, but for what differs from stream to stream.
 * Immutable as others see it; any thread.
 */
final class Step {
    private final List<Resource> resources;
    private final List<Resource> changed;
    private final List<String> gone;
    private final List<String> dropped;
    private final Holding after;
    private final Function<Step, byte[]> encoder;
    private final AtomicReference<@Nullable Blame> lastBlame = new AtomicReference<>();
    private final Memo<Refusals, Refusals> settled = new Memo<>();
    private final Object identity = new Object();
    private volatile byte @Nullable [] body;

    /**
     * @param resources what is sent
     * @param changed those of it that the client does not have yet
     * @param gone names that the client knows then not to exist
     * @param dropped names of which the client cannot be told that they are gone, and that are not thought of any more
     * @param after what the client holds then
     * @param encoder makes the response without what differs from stream to stream
     */
    Step(
            List<Resource> resources,
            List<Resource> changed,
            List<String> gone,
            List<String> dropped,
            Holding after,
            Function<Step, byte[]> encoder) {
        this.resources = List.copyOf(resources);
        this.changed = List.copyOf(changed);
        this.gone = List.copyOf(gone);
        this.dropped = List.copyOf(dropped);
        this.after = after;
        this.encoder = encoder;
    }

    /** What tells this response from others and keeps nothing of it. */
    Object identity() {
        return identity;
    }

    /** Whether there is anything to tell. */
    boolean isNews() {
        return !changed.isEmpty() || !gone.isEmpty();
    }

    /** Whether it only says that what the client has is still there. */
    boolean isHeartbeat() {
        return resources.isEmpty() && gone.isEmpty() && !after.view().withTtl().isEmpty();
    }

    List<Resource> resources() {
        return resources;
    }

    List<String> gone() {
        return gone;
    }

    List<String> dropped() {
        return dropped;
    }

    Holding after() {
        return after;
    }

    byte[] body() {
        var encoded = body;
        if (encoded == null) {
            encoded = encoder.apply(this);
            body = encoded;
        }
        return encoded;
    }

    /**
     * What a refusal in these words is about.
     *
     * @param refusals of clients that want what they wanted when this was composed, by what they refused before
     */
    record Blame(String message, List<Resource> named, Memo<Refusals, Refusals> refusals) {}

    /** Whether nobody has refused this response in these words before; of thousands of clients, many say the same. */
    boolean isFirstRefusal(String message) {
        var last = lastBlame.get();
        return last == null || !last.message().equals(message);
    }

    /** What a refusal in these words is about, found once for all that say the same. */
    Blame blame(String message) {
        var last = lastBlame.get();
        if (last != null && last.message().equals(message)) {
            return last;
        }
        var named = resources.stream()
                .filter(resource -> Refusals.mentions(message, resource.name()))
                .toList();
        var blame = new Blame(message, named, new Memo<>());
        lastBlame.set(blame);
        return blame;
    }

    /** What clients refuse that refuse this response, and refused something before. */
    Refusals refused(Refusals before, Blame blame, Subscription wanted) {
        return wanted.equals(after.subscription())
                ? blame.refusals().get(before, same -> same.and(this, blame.named(), wanted))
                : before.and(this, blame.named(), wanted);
    }

    /** What clients still refuse that are sent this response. */
    Refusals settled(Refusals before) {
        return before.any() ? settled.get(before, same -> same.replacedBy(this)) : before;
    }

    /** The same with more resources, for one client alone. */
    Step with(Collection<Resource> more) {
        return more.isEmpty()
                ? this
                : new Step(together(resources, more), together(changed, more), gone, dropped, after, encoder);
    }

    private static List<Resource> together(Collection<Resource> some, Collection<Resource> more) {
        var all = new TreeMap<String, Resource>();
        some.forEach(resource -> all.put(resource.name(), resource));
        more.forEach(resource -> all.put(resource.name(), resource));
        return List.copyOf(all.values());
    }

    /** The names of another type's resources that the client waits for before it uses what is changed here. */
    List<String> warmsOn(ResourceType other) {
        if (!after.subscription().type().warms()) {
            return List.of();
        }
        var names = new ArrayList<String>();
        for (var resource : changed) {
            resource.warmsOn()
                    .filter(needed -> needed.typeUrl().equals(other.typeUrl()))
                    .ifPresent(needed -> names.add(needed.name()));
        }
        return names;
    }
}
