package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each bad input is answered with exactly what stands beside it.
 *
 * <p>To write the expected files anew, after a message has changed, and read them in the diff: {@code mvn -pl :gitvoy -am test
 * -Dtest=MistakesTest -Dsurefire.failIfNoSpecifiedTests=false -Dgitvoy.rewriteExpected=true}.
 */
class MistakesTest {
    private static final boolean REWRITES = Boolean.getBoolean("gitvoy.rewriteExpected");

    @TempDir
    private Path temp;

    @TestFactory
    Stream<DynamicTest> mistake_isReported() throws IOException {
        return Mistakes.all().stream()
                .map(mistake -> DynamicTest.dynamicTest(mistake.name(), () -> {
                    var report = mistake.report(temp.resolve(mistake.name()));

                    if (REWRITES) {
                        Files.write(mistake.expected(), report);
                    }
                    assertThat(report).isNotEmpty().isEqualTo(Files.readAllLines(mistake.expected()));
                }));
    }

    @Test
    void mistakes_areMany() throws IOException {
        List<Mistakes.Mistake> all = Mistakes.all();

        assertThat(all).hasSizeGreaterThanOrEqualTo(120);
    }
}
