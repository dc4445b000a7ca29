package dev.gitvoy.gitsync.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.pcollections.TreePMap;

/** All that a commit says of one name of one kind: who defines it and who refers to it, by scope and file. Immutable. */
final class NameEntry {
    static final NameEntry EMPTY = new NameEntry(TreePMap.empty(), TreePMap.empty(), TreePMap.empty());

    /** By scope, then by file: a file that changes takes away what it said, whoever else says the same. */
    private final TreePMap<String, TreePMap<String, List<Provided>>> provided;

    private final TreePMap<String, TreePMap<String, List<Required>>> required;
    private final TreePMap<String, TreePMap<String, List<Required>>> mentioned;

    private NameEntry(
            TreePMap<String, TreePMap<String, List<Provided>>> provided,
            TreePMap<String, TreePMap<String, List<Required>>> required,
            TreePMap<String, TreePMap<String, List<Required>>> mentioned) {
        this.provided = provided;
        this.required = required;
        this.mentioned = mentioned;
    }

    NameEntry plus(String file, Provided definition) {
        return new NameEntry(plus(provided, definition.name().scope(), file, definition), required, mentioned);
    }

    NameEntry plus(String file, Required reference) {
        var scope = reference.name().scope();
        return reference.must()
                ? new NameEntry(provided, plus(required, scope, file, reference), mentioned)
                : new NameEntry(provided, required, plus(mentioned, scope, file, reference));
    }

    /** Without what a file says in a scope. */
    NameEntry minus(String file, String scope) {
        return new NameEntry(minus(provided, scope, file), minus(required, scope, file), minus(mentioned, scope, file));
    }

    private static <T> TreePMap<String, TreePMap<String, List<T>>> plus(
            TreePMap<String, TreePMap<String, List<T>>> all, String scope, String file, T item) {
        var byFile = all.getOrDefault(scope, TreePMap.empty());
        var items = byFile.get(file);
        if (items == null) {
            return all.plus(scope, byFile.plus(file, List.of(item)));
        }
        var more = new ArrayList<>(items);
        more.add(item);
        return all.plus(scope, byFile.plus(file, List.copyOf(more)));
    }

    private static <T> TreePMap<String, TreePMap<String, List<T>>> minus(
            TreePMap<String, TreePMap<String, List<T>>> all, String scope, String file) {
        var byFile = all.get(scope);
        if (byFile == null || !byFile.containsKey(file)) {
            return all;
        }
        var rest = byFile.minus(file);
        return rest.isEmpty() ? all.minus(scope) : all.plus(scope, rest);
    }

    boolean isEmpty() {
        return provided.isEmpty() && required.isEmpty() && mentioned.isEmpty();
    }

    /** Where it is defined. */
    Set<String> scopes() {
        return provided.keySet();
    }

    /** Whether one who stands in a scope sees a definition. */
    boolean isSeenFrom(String scope) {
        return provided.containsKey(scope) || provided.containsKey(Name.EVERYONE);
    }

    /** Whether a definition in a scope is seen by one who refers to it, however loosely. */
    boolean isUsedFrom(String scope) {
        return scope.equals(Name.EVERYONE)
                ? !required.isEmpty() || !mentioned.isEmpty()
                : required.containsKey(scope) || mentioned.containsKey(scope);
    }

    /** In how many scopes it is a name that somebody defines. */
    int count() {
        for (var scope : provided.keySet()) {
            if (has(Provided.Meaning.ADDRESS, scope)) {
                return 0;
            }
        }
        return provided.size();
    }

    /** Whether there is something to say of it; what, may depend on other names. */
    boolean isRemarkable() {
        // Loops here and below: a start asks this of every name, before streams are compiled.
        for (var scope : required.keySet()) {
            if (!isSeenFrom(scope)) {
                return true;
            }
        }
        for (var scope : provided.keySet()) {
            if (!isUsedFrom(scope) && has(Provided.Meaning.PART, scope)) {
                return true;
            }
        }
        return isAmbiguous();
    }

    private boolean isAmbiguous() {
        if (provided.size() > 1 && provided.containsKey(Name.EVERYONE)) {
            return true;
        }
        for (var byFile : provided.values()) {
            if (byFile.size() > 1 || byFile.values().iterator().next().size() > 1) {
                return true;
            }
        }
        return false;
    }

    private boolean has(Provided.Meaning meaning, String scope) {
        for (var definitions : provided.getOrDefault(scope, TreePMap.empty()).values()) {
            for (var definition : definitions) {
                if (definition.meaning() == meaning) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Pairs of definitions of which one must go, sorted by the later. */
    List<Clash> clashes() {
        var clashes = new ArrayList<Clash>();
        if (isAmbiguous()) {
            var everyones = definitions(Name.EVERYONE).sorted(Clash.BY_PLACE).toList();
            for (var scope : provided.keySet()) {
                var definitions = definitions(scope).sorted(Clash.BY_PLACE).toList();
                for (var later : definitions.subList(1, definitions.size())) {
                    clashes.add(new Clash(definitions.get(0), later));
                }
                if (!scope.equals(Name.EVERYONE) && !everyones.isEmpty()) {
                    clashes.add(Clash.of(everyones.get(0), definitions.get(0)));
                }
            }
        }
        return clashes;
    }

    /** References to what nobody defines. */
    Stream<Required> unresolved() {
        return required.entrySet().stream()
                .filter(scope -> !isSeenFrom(scope.getKey()))
                .flatMap(scope -> scope.getValue().values().stream())
                .flatMap(List::stream);
    }

    /** Definitions that are there for others, of which there are none. */
    Stream<Provided> unused() {
        return provided.keySet().stream()
                .filter(scope -> !isUsedFrom(scope))
                .flatMap(this::definitions)
                .filter(definition -> definition.meaning() == Provided.Meaning.PART);
    }

    private Stream<Provided> definitions(String scope) {
        return provided.getOrDefault(scope, TreePMap.empty()).values().stream().flatMap(List::stream);
    }

    /** Scopes in which an earlier entry had a definition and this one has none. */
    Set<String> scopesGoneSince(NameEntry earlier) {
        var gone = new TreeSet<>(earlier.scopes());
        gone.removeAll(scopes());
        return gone;
    }

    /** Two definitions of one name. */
    record Clash(Provided earlier, Provided later) {
        static final Comparator<Provided> BY_PLACE = Comparator.comparing(Provided::at);

        static Clash of(Provided one, Provided other) {
            return BY_PLACE.compare(one, other) <= 0 ? new Clash(one, other) : new Clash(other, one);
        }
    }
}
