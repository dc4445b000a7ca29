package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a client refused of one type, and what came with it. Envoy may take the good part of a response that it refuses, or
 * none of it, and does not say which; so the refused is not sent again, and of the rest nobody can be sure.
 */
final class Refusals {
    private final Set<String> refused = new HashSet<>();
    private final Set<String> unsure = new HashSet<>();
    private final Set<String> unsureRemovals = new HashSet<>();

    /**
     * Notes that a response was refused; when the client names no resource, all are taken to be refused.
     *
     * @param wanted by the client still: it may have dropped a name while the response was on its way
     */
    void note(Step step, List<Resource> named, Predicate<String> wanted) {
        for (var resource : step.resources()) {
            if (wanted.test(resource.name())) {
                boolean blamed = named.isEmpty() || named.contains(resource);
                (blamed ? refused : unsure).add(resource.name());
                (blamed ? unsure : refused).remove(resource.name());
            }
        }
        step.gone().stream().filter(wanted).forEach(unsureRemovals::add);
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

    /** A name was settled otherwise: sent in another version, or its removal told. */
    void forget(String name) {
        refused.remove(name);
        unsure.remove(name);
        unsureRemovals.remove(name);
    }

    void forgetIf(Predicate<String> unwanted) {
        refused.removeIf(unwanted);
        unsure.removeIf(unwanted);
        unsureRemovals.removeIf(unwanted);
    }

    /** Resources that are sent again with the next response. */
    Set<String> unsure() {
        return unsure;
    }

    /** Removals that have to be told again, from now on the caller's to remember. */
    Set<String> takeUnsureRemovals() {
        var taken = Set.copyOf(unsureRemovals);
        unsureRemovals.clear();
        return taken;
    }

    boolean any() {
        return !(refused.isEmpty() && unsure.isEmpty() && unsureRemovals.isEmpty());
    }
}
