package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.Resource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a client refused of one type, and what came with it. Envoy may take the good part of a response that it refuses, or
 * none of it, and does not say which; so the refused is not sent again, and of the rest nobody can be sure. Immutable: of
 * thousands of clients that refuse the same, most share one.
 *
 * @param refused not sent again until it changes
 * @param unsure sent again with the next response
 * @param unsureRemovals told again with the next response
 */
record Refusals(Set<String> refused, Set<String> unsure, Set<String> unsureRemovals) {
    static final Refusals NONE = new Refusals(Set.of(), Set.of(), Set.of());

    private static Refusals of(Set<String> refused, Set<String> unsure, Set<String> unsureRemovals) {
        return refused.isEmpty() && unsure.isEmpty() && unsureRemovals.isEmpty()
                ? NONE
                : new Refusals(refused, unsure, unsureRemovals);
    }

    boolean any() {
        return !(refused.isEmpty() && unsure.isEmpty() && unsureRemovals.isEmpty());
    }

    /**
     * The same when one more response was refused; when the client names no resource, all are taken to be refused.
     *
     * @param wanted by the client still: it may have dropped a name while the response was on its way
     */
    Refusals and(Step step, List<Resource> named, Predicate<String> wanted) {
        var nowRefused = new HashSet<>(refused);
        var nowUnsure = new HashSet<>(unsure);
        var nowUnsureRemovals = new HashSet<>(unsureRemovals);
        for (var resource : step.resources()) {
            if (wanted.test(resource.name())) {
                boolean blamed = named.isEmpty() || named.contains(resource);
                (blamed ? nowRefused : nowUnsure).add(resource.name());
                (blamed ? nowUnsure : nowRefused).remove(resource.name());
            }
        }
        step.gone().stream().filter(wanted).forEach(nowUnsureRemovals::add);
        return of(nowRefused, nowUnsure, nowUnsureRemovals);
    }

    /** Whether a text names a resource: as a word of its own, not as a part of another name. */
    static boolean mentions(String message, String name) {
        for (int at = message.indexOf(name); at >= 0; at = message.indexOf(name, at + 1)) {
            int end = at + name.length();
            if ((at == 0 || !isNamePart(message.charAt(at - 1)))
                    && (end == message.length() || !isNamePart(message.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    /** The same when names were settled otherwise: sent in another version, or their removal told. */
    Refusals without(Collection<String> settled) {
        return settled.stream().noneMatch(this::contains) ? this : wanted(name -> !settled.contains(name));
    }

    private boolean contains(String name) {
        return refused.contains(name) || unsure.contains(name) || unsureRemovals.contains(name);
    }

    /** The same when a response is sent, with which its names are settled. */
    Refusals replacedBy(Step step) {
        var settled = new HashSet<>(step.gone());
        step.resources().forEach(resource -> settled.add(resource.name()));
        return without(settled);
    }

    /** The same for a client that wants only some names. */
    Refusals wanted(Predicate<String> wanted) {
        return of(those(refused, wanted), those(unsure, wanted), those(unsureRemovals, wanted));
    }

    private static Set<String> those(Set<String> names, Predicate<String> wanted) {
        if (names.isEmpty()) {
            return names;
        }
        var some = new HashSet<>(names);
        some.removeIf(wanted.negate());
        return some;
    }

    /** The same when the removals are somebody else's to remember. */
    Refusals withoutUnsureRemovals() {
        return unsureRemovals.isEmpty() ? this : of(refused, unsure, Set.of());
    }
}
