package dev.gitvoy.xds.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class NamesTest {
    @Property
    void behavesAsASortedSet(
            @ForAll @Size(max = 12) List<@AlphaChars @StringLength(max = 2) String> first,
            @ForAll @Size(max = 12) List<@AlphaChars @StringLength(max = 2) String> added,
            @ForAll @Size(max = 12) List<@AlphaChars @StringLength(max = 2) String> taken) {
        var names = Names.of(first).plus(added).minus(taken);
        var model = new TreeSet<>(first);
        model.addAll(added);
        model.removeAll(taken);

        assertThat(new ArrayList<>(names)).isEqualTo(new ArrayList<>(model));
        assertThat(names).isEqualTo(Names.of(model)).hasSameHashCodeAs(Names.of(model));
        assertThat(taken).noneMatch(names::contains);
        assertThat(names.among(Set.copyOf(added))).isEqualTo(intersection(model, added));
        assertThat(names.shared(added)).isEqualTo(added);
    }

    private static Set<String> intersection(Set<String> some, List<String> others) {
        var both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }
}
