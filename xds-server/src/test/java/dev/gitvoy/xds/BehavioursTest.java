package dev.gitvoy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gitvoy.xds.testing.Behaviour;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each behaviour of the protocol has a test, or stands here with the reason why not. */
class BehavioursTest {
    private static final Map<Integer, String> ELSEWHERE = Map.of(
            59, "GrpcPortTest in gitvoy-app: the limit is the port's",
            82, "postponed: health discovery is a service of its own",
            83, "postponed: load reporting is a service of its own",
            84, "postponed: metrics are a service of their own",
            86, "BootstrapFlavoursIT in e2e, with real clients; GrpcPortTest in gitvoy-app");

    @Test
    void eachBehaviour_hasATest_orAReason() throws IOException {
        var listed = listed();
        var tested = tested();

        assertThat(listed).hasSize(86);
        assertThat(tested).as("numbers that are not in the list").isSubsetOf(listed);
        assertThat(tested).as("what has a test needs no reason").doesNotContainAnyElementsOf(ELSEWHERE.keySet());
        var missing = new TreeSet<>(listed);
        missing.removeAll(tested);
        assertThat(missing).as("behaviours without a test").isEqualTo(new TreeSet<>(ELSEWHERE.keySet()));
    }

    private static Set<Integer> listed() throws IOException {
        try (InputStream in = Objects.requireNonNull(BehavioursTest.class.getResourceAsStream("/behaviours.txt"))) {
            var numbers = new TreeSet<Integer>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> numbers.add(Integer.valueOf(line.substring(0, line.indexOf(' ')))));
            return numbers;
        }
    }

    private static Set<Integer> tested() {
        var numbers = new TreeSet<Integer>();
        for (var type : new ClassFileImporter().importPackages("dev.gitvoy.xds")) {
            for (var method : type.getMethods()) {
                if (method.isAnnotatedWith(Behaviour.class)) {
                    for (int number :
                            method.getAnnotationOfType(Behaviour.class).value()) {
                        numbers.add(number);
                    }
                }
            }
        }
        return numbers;
    }
}
