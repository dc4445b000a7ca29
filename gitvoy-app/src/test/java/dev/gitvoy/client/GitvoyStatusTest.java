package dev.gitvoy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GitvoyStatusTest {
    @Test
    void of_rejectedCandidate_hasItsProblems() throws IOException {
        var status = status("""
                {"commit": "81d04e7aa", "candidate": {"commit": "3f9c2abbb", "state": "rejected", "problems": [
                  {"file": "xds/edge/routes.yaml", "line": 11, "column": 24, "severity": "error", "code": "x",
                   "message": "cluster \\"hello-v3\\" is not in this commit"}]},
                 "envoys": {"connected": 2, "acked": 1, "nacked": 0}}
                """);

        assertThat(status.candidate().isRejected("3f9c2abbb")).isTrue();
        assertThat(status.candidate().problems())
                .hasToString("[xds/edge/routes.yaml:11:24: cluster \"hello-v3\" is not in this commit]");
        assertThat(status.envoys().allAcked()).isFalse();
    }

    @Test
    void of_nothingServedYet_isEmpty() throws IOException {
        var status = status("{\"commit\": null, \"candidate\": null, \"envoys\": {\"connected\": 0, \"acked\": 0}}");

        assertThat(status.commit()).isEmpty();
        assertThat(status.candidate().problems()).isEmpty();
        assertThat(status.envoys().allAcked()).isFalse();
    }

    private static GitvoyStatus status(String json) throws IOException {
        return GitvoyStatus.of(new HttpJson.Answer(200, Map.of(), json).json());
    }
}
