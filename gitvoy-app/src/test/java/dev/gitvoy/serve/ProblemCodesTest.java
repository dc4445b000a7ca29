package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documentation has a row for each code that is reported, and no other. */
class ProblemCodesTest {
    @Test
    void eachCode_isDocumented() throws IOException {
        var documented =
                ProblemCodes.documented().stream().map(row -> row.get(0)).toList();

        assertThat(documented).containsExactlyElementsOf(ProblemCodes.read().codes());
    }

    @Test
    void eachRow_saysHowBadItIs() throws IOException {
        assertThat(ProblemCodes.documented()).allSatisfy(row -> {
            assertThat(row.get(1)).isIn("error", "warning", "error or warning");
            assertThat(row.get(2)).isNotEmpty();
        });
    }

    /** Else a code could be reported that the test above does not see. */
    @Test
    void eachCode_isWrittenWhereItIsReported() throws IOException {
        List<String> unclear = ProblemCodes.read().unclear();

        assertThat(unclear).isEmpty();
    }
}
