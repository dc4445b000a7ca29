package dev.gitvoy.envoycheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.envoy.EnvoyBinary;
import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.gitsync.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * That we call nothing a mistake of Envoy's kind which Envoy takes: what a bad input is refused for by our checks of messages,
 * the real Envoy refuses too, in the same resource and, where it is a rule of the API, for the same field.
 */
class AgreementIT {
    private static final Path ROOT = Path.of("src/test/resources/mistakes");
    private static final EnvoyCommand ENVOY = EnvoyBinary.pinned(EnvoyBinary.VERSION, System.out::println);
    /** One in so many files in an ordinary build. */
    private static final int SAMPLE = 12;

    /**
     * Mistakes that are ours to find: of names and references, which Envoy does not look for, of what it never
     * sees, and a connection manager without a filter, which it takes and which answers nothing.
     */
    private static final Set<String> OURS =
            Set.of("bad-name", "bad-value", "duplicate-name", "missing-name", "no-http-filters");

    /** What a rule of the API is about: {@code FIELD: found ..}, {@code FIELD is missing ..}, {@code MESSAGE needs ..}. */
    private static final Pattern SUBJECT = Pattern.compile("^(?:key of |value of )?(?<subject>[\\w.]+)");

    private record Expected(int line, String code, String message) {
        static Expected of(String text) {
            var parts = text.split("[: ]", 5);
            return new Expected(Integer.parseInt(parts[0]), parts[3], parts[4]);
        }
    }

    private record Mistake(Path file, List<Expected> errors) {}

    @TestFactory
    @Tag("full")
    Stream<DynamicTest> mistake_isRefusedByEnvoy() throws IOException {
        return mistakes().stream().map(AgreementIT::test);
    }

    @TestFactory
    Stream<DynamicTest> mistakeOfTheSample_isRefusedByEnvoy() throws IOException {
        var all = mistakes();
        return Stream.iterate(0, i -> i < all.size(), i -> i + SAMPLE).map(i -> test(all.get(i)));
    }

    private static DynamicTest test(Mistake mistake) {
        return DynamicTest.dynamicTest(ROOT.relativize(mistake.file).toString(), () -> {
            var refused = refused(mistake.file);
            for (var error : mistake.errors) {
                assertThat(there(error, refused))
                        .as("%s, of %s", error, refused)
                        .isPresent();
            }
            // Envoy tells only the first of several in a resource.
            var rules = mistake.errors.stream()
                    .filter(error -> error.code.equals("envoy-rule"))
                    .toList();
            if (!rules.isEmpty()) {
                assertThat(rules).as("%s", refused).anySatisfy(rule -> assertThat(
                                there(rule, refused).orElseThrow().message())
                        .containsAnyOf(subject(rule.message), "is required)"));
            }
        });
    }

    /** What Envoy says of the resource that has a line. */
    private static Optional<Problem> there(Expected error, List<Problem> refused) {
        return refused.stream()
                .filter(problem -> problem.at().line() <= error.line)
                .reduce((earlier, later) -> later);
    }

    private static List<Mistake> mistakes() throws IOException {
        try (var files = Files.walk(ROOT.resolve("xds"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file -> new Mistake(file, errors(file)))
                    .filter(mistake -> !mistake.errors.isEmpty())
                    .filter(mistake -> isRead(mistake.file))
                    .toList();
        }
    }

    /** What cannot be read is no message that Envoy could be asked about. */
    private static boolean isRead(Path file) {
        return Compiled.of(path(file), read(file)).artifact().ofScope("edge").values().stream()
                .anyMatch(byName -> !byName.isEmpty());
    }

    private static List<Expected> errors(Path file) {
        var expected = Path.of(file.toString().replaceAll("yaml$", "expected"));
        return Files.notExists(expected)
                ? List.of()
                : read(expected)
                        .lines()
                        .filter(line -> line.contains(" error "))
                        .map(Expected::of)
                        .filter(error -> !OURS.contains(error.code))
                        .toList();
    }

    private static List<Problem> refused(Path file) throws IOException {
        try (var run = EnvoyRun.of(ENVOY)) {
            return new EnvoyCheck(ENVOY)
                    .check(Compiled.of(path(file), read(file)).artifact(), run).stream()
                            .filter(problem -> problem.code().equals(EnvoyCheck.REFUSED))
                            .toList();
        }
    }

    /** As Envoy's messages write it: {@code connect_timeout} is {@code ConnectTimeout}. */
    private static String subject(String message) {
        var matcher = SUBJECT.matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        var name = matcher.group("subject");
        return Arrays.stream(name.substring(name.lastIndexOf('.') + 1).split("_", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static String path(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
