package dev.gitvoy.xds.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
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
    }

    private static Set<String> intersection(Set<String> some, List<String> others) {
        var both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }

    @Example
    void areThose_inAnyOrder_butNotOthersOrRepeatedOnes() {
        var many = IntStream.range(0, 100).mapToObj(i -> "n" + i).toList();
        var names = Names.of(many);
        var reversed = new ArrayList<>(many);
        Collections.reverse(reversed);
        var other = new ArrayList<>(many);
        other.set(7, "other");
        var repeated = new ArrayList<>(many);
        repeated.set(7, "n8");

        assertThat(names.areThose(reversed)).isTrue();
        assertThat(names.areThose(other)).isFalse();
        assertThat(names.areThose(repeated)).isFalse();
        assertThat(names.areThose(many.subList(0, 99))).isFalse();
    }
}
