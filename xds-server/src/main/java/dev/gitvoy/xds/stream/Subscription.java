package dev.gitvoy.xds.stream;

import com.github.benmanes.caffeine.cache.Interner;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.view.TypeView;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which resources of one type a client wants: some by name, or all of them, or both. The same for SotW and delta; only the
 * way to say it differs (xDS protocol, "How the client specifies what resources to return").
 *
 * <p>Immutable, and one object for all clients that want the same: it also knows the states in which they meet. Thread-safe.
 */
final class Subscription implements Predicate<String> {
    private static final String WILDCARD = "*";
    private static final Interner<Subscription> ALL = Interner.newWeakInterner();

    private final ResourceType type;
    private final boolean wildcard;
    private final boolean anyNameEver;
    private final Names names;

    /** What the last client made of this that began with it; thousands may come and want the same. */
    private volatile @Nullable Subscription grown;

    private final Memo<TypeView, Holding> settled = new Memo<>();
    /** Weak, for its response may be large; it lives for as long as streams are about to be filled. */
    private volatile WeakReference<@Nullable Holding> fresh = new WeakReference<>(null);

    private Subscription(ResourceType type, boolean wildcard, boolean anyNameEver, Names names) {
        this.type = type;
        this.wildcard = wildcard;
        this.anyNameEver = anyNameEver;
        this.names = names;
    }

    /** Of a client that has not asked for anything yet. */
    static Subscription none(ResourceType type) {
        return ALL.intern(new Subscription(type, false, false, Names.NONE));
    }

    private Subscription with(boolean wildcard, boolean anyNameEver, Names names) {
        return wildcard == this.wildcard && anyNameEver == this.anyNameEver && names.equals(this.names)
                ? this
                : ALL.intern(new Subscription(type, wildcard, anyNameEver, names));
    }

    // What clients say.

    /** SotW: a request lists everything that is wanted. */
    Subscription replacedBy(Collection<String> requested) {
        boolean star = requested.contains(WILDCARD);
        var named = Names.of(onlyNames(requested));
        boolean any = anyNameEver || star || !named.isEmpty();
        // Once a client has given a name, an empty list means none, no longer all.
        return with(star || (!any && type.wholeState()), any, named);
    }

    /** Delta: the first request of a type without a name subscribes to all, where the type has the legacy wildcard. */
    Subscription begunWith(Collection<String> subscribed) {
        return subscribed.isEmpty() && type.wholeState() ? with(true, false, names) : plus(subscribed);
    }

    /** Delta: adds names or the wildcard. */
    Subscription plus(Collection<String> subscribed) {
        var last = grown;
        if (names.isEmpty() && last != null && last.names.areThose(subscribed)) {
            return last;
        }
        var more = with(subscribed);
        if (names.isEmpty() && !more.wildcard) {
            grown = more;
        }
        return more;
    }

    /** Whether these names lead to a subscription that another client has made already. */
    boolean isKnown(Collection<String> subscribed) {
        var last = grown;
        return names.isEmpty() && last != null && last.names.areThose(subscribed);
    }

    private Subscription with(Collection<String> subscribed) {
        var named = names.plus(onlyNames(subscribed));
        boolean star = subscribed.contains(WILDCARD);
        return with(wildcard || star, anyNameEver || star || !named.isEmpty(), named);
    }

    /** Delta: takes away names or the wildcard; one that was never added changes nothing. */
    Subscription minus(Collection<String> unsubscribed) {
        return with(wildcard && !unsubscribed.contains(WILDCARD), anyNameEver, names.minus(unsubscribed));
    }

    private static Collection<String> onlyNames(Collection<String> listed) {
        return listed.contains(WILDCARD) || listed.contains("")
                ? listed.stream()
                        .filter(name -> !name.isEmpty() && !name.equals(WILDCARD))
                        .toList()
                : listed;
    }

    // What it means.

    ResourceType type() {
        return type;
    }

    boolean wildcard() {
        return wildcard;
    }

    /** The names that were asked for, beside the wildcard. */
    Names names() {
        return names;
    }

    /** The same as {@link #includes}. */
    @Override
    public boolean test(String name) {
        return includes(name);
    }

    /** With the resources that the names stand for, where those are aliases; a client asks for more, never for other ones. */
    Subscription resolvedIn(TypeView view) {
        return type.onDemand() ? plus(resolved(names.stream().toList(), view)) : this;
    }

    /** The names of the resources that aliases stand for. */
    List<String> resolved(Collection<String> aliases, TypeView view) {
        return type.onDemand()
                ? aliases.stream()
                        .filter(name -> view.find(name) == null)
                        .map(view::resolve)
                        .flatMap(Optional::stream)
                        .toList()
                : List.of();
    }

    boolean includes(String name) {
        return wildcard || names.contains(name);
    }

    /** Those of some names that are wanted. */
    Set<String> among(Set<String> some) {
        return wildcard ? some : names.among(some);
    }

    /** The wanted resources of a view, by name. */
    List<Resource> select(TypeView view) {
        if (wildcard) {
            return List.copyOf(view.resources().values());
        }
        return names.stream().map(view::find).filter(Objects::nonNull).toList();
    }

    // Where clients meet.

    /** Of a client that has all that it wants of a view. */
    Holding settledOn(TypeView view) {
        return settled.get(view, key -> new Holding(this, view, new TreeMap<>()));
    }

    /** Of a client that has nothing yet. */
    Holding freshFor(TypeView view) {
        var shared = fresh.get();
        if (shared == null || shared.view() != view) {
            var untold = new TreeMap<String, Told>();
            names.forEach(name -> untold.put(name, Told.NOTHING));
            if (wildcard) {
                view.resources().keySet().forEach(name -> untold.put(name, Told.NOTHING));
            }
            shared = Holding.of(this, view, untold);
            fresh = new WeakReference<>(shared);
        }
        return shared;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Subscription that && wantsTheSame(that));
    }

    private boolean wantsTheSame(Subscription that) {
        return type.equals(that.type)
                && wildcard == that.wildcard
                && anyNameEver == that.anyNameEver
                && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type.typeUrl(), wildcard, anyNameEver, names);
    }
}
