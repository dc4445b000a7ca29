package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gitvoy.client.CommitStatus;
import dev.gitvoy.client.GitvoyStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {
    private static final Instant NOW = Instant.parse("2026-11-25T03:30:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SERVED = """
            {"commit": "81d04e7aa81d", "author": "Ada", "subject": "Send 20 % to v2", "state": "published",
             "times": {"fetched": "2026-11-25T03:00:00Z", "published": "2026-11-25T03:00:01.123456789Z"}, "problems": [],
             "acked": {"have": 3, "of": 4, "since": null},
             "envoys": {"refusals": [{"envoy": "envoy-4", "type": "Cluster", "error": "no such thing",
               "at": {"file": "xds/edge/a.yaml", "line": 3, "column": 1}}]}}
            """;

    @Test
    void newestIsServed_isFine() throws Exception {
        var snapshot = snapshot(status("", "81d04e7aa81d", "published", 0, ""), SERVED, "");

        assertThat(snapshot.isFine()).isTrue();
        assertThat(lines(snapshot))
                .containsExactly(
                        "source      https://example.com/c.git refs/heads/main",
                        "            last fetch 2026-11-25T03:29:56Z (4 s ago)",
                        "serving     81d04e7 \"Send 20 % to v2\" by Ada",
                        "            since 2026-11-25T03:00:01Z (29 min ago)",
                        "            fetched    2026-11-25T03:00:00Z (30 min ago)",
                        "            published  2026-11-25T03:00:01.123Z (29 min ago)",
                        "            acked      by 3 of 4 Envoys",
                        "candidate   none: nothing is newer",
                        "orders      none: follows the source",
                        "envoys      4 connected, 3 acked, 0 nacked",
                        "            envoy-4 refuses Cluster: no such thing (xds/edge/a.yaml:3:1)",
                        "ok: the newest commit is served");
    }

    @Test
    void heldCommit_isShownWithItsStatesAndTheOrderThatHoldsIt() throws Exception {
        var orders = "\"suspended\": true, \"pinned\": null, \"by\": \"bob\", \"since\": \"2026-11-24T03:30:00Z\"";
        var held = """
                {"commit": "3f9c2abbb", "author": "Eve", "subject": "Later", "state": "held",
                 "times": {"fetched": "2026-11-25T03:29:57Z", "verified": "2026-11-25T03:29:58Z",
                   "parsed": "2026-11-25T03:29:58Z", "validated": "2026-11-25T03:29:59Z", "held": "2026-11-25T03:30:00Z"},
                 "problems": [{"file": "xds/a.yaml", "line": 1, "column": 2, "severity": "warning", "message": "odd"}],
                 "acked": {"have": 0, "of": 4, "since": null}, "envoys": {"refusals": []}}
                """;
        var snapshot = snapshot(status("", "3f9c2abbb", "held", 0, orders), SERVED, held);

        assertThat(snapshot.isFine()).isFalse();
        assertThat(lines(snapshot))
                .containsSequence(
                        "candidate   3f9c2ab \"Later\" by Eve is held",
                        "            fetched    2026-11-25T03:29:57Z (3 s ago)",
                        "            verified   2026-11-25T03:29:58Z (2 s ago)",
                        "            parsed     2026-11-25T03:29:58Z (2 s ago)",
                        "            validated  2026-11-25T03:29:59Z (1 s ago)",
                        "            held       2026-11-25T03:30:00Z (now)",
                        "            acked      by 0 of 4 Envoys",
                        "            xds/a.yaml:1:2: warning: odd",
                        "orders      suspended, by bob, since 2026-11-24T03:30:00Z; ends with: gitvoy resume")
                .endsWith("not ok: commit 3f9c2ab is held");
        assertThat(StatusView.summary(snapshot))
                .isEqualTo("serving 81d04e7, 3 of 4 Envoys have it; suspended; not ok: commit 3f9c2ab is held");
    }

    @Test
    void whatIsNotFine_hasItsReason() throws Exception {
        assertThat(snapshot(status("away", "81d04e7aa81d", "published", 0, ""), SERVED, "")
                        .troubles())
                .containsExactly("the source does not answer");
        assertThat(snapshot(status("", "3f9c2abbb", "rejected", 0, ""), SERVED, "")
                        .troubles())
                .containsExactly("commit 3f9c2ab is rejected");
        assertThat(snapshot(status("", "3f9c2abbb", "parsed", 0, ""), SERVED, "")
                        .troubles())
                .containsExactly("commit 3f9c2ab is only parsed yet");
        assertThat(snapshot(status("", "81d04e7aa81d", "published", 2, ""), SERVED, "")
                        .troubles())
                .containsExactly("2 Envoys refuse something");
        var nothing = JSON.readTree("{\"commit\": null, \"stale\": true, \"candidate\": null}");
        assertThat(new StatusSnapshot(GitvoyStatus.of(nothing), Optional.empty(), Optional.empty()).troubles())
                .containsExactly("nothing is served yet", "the source does not answer");
    }

    @Test
    void manyProblems_areCutWithAHint() throws Exception {
        var problems = ",{\"file\": \"a\", \"line\": 1, \"column\": 1, \"message\": \"x\"}"
                .repeat(60)
                .substring(1);
        var rejected = "{\"commit\": \"3f9c2abbb\", \"state\": \"rejected\", \"problems\": [" + problems + "]}";

        var lines = lines(snapshot(status("", "3f9c2abbb", "rejected", 0, ""), SERVED, rejected));

        assertThat(lines).filteredOn(line -> line.endsWith("a:1:1: x")).hasSize(50);
        assertThat(lines).contains("            and 10 more: see /api/commits/3f9c2abbb");
    }

    @Test
    void whatOthersWrote_cannotCommandTheTerminal() throws Exception {
        var evil = SERVED.replace("Send 20 % to v2", "\\u001b]0;x\\u0007\\nnot ok: nothing");

        var lines = lines(snapshot(status("", "81d04e7aa81d", "published", 0, ""), evil, ""));

        assertThat(lines).contains("serving     81d04e7 \"?]0;x? not ok: nothing\" by Ada");
    }

    private static String status(String error, String candidate, String state, int nacked, String orders) {
        return "{\"commit\": \"81d04e7aa81d\", \"since\": \"2026-11-25T03:00:01Z\", \"stale\": " + !error.isEmpty()
                + ", \"source\": {\"url\": \"https://example.com/c.git\", \"ref\": \"refs/heads/main\","
                + " \"lastFetch\": \"2026-11-25T03:29:56Z\", \"error\": \"" + error + "\"},"
                + " \"candidate\": {\"commit\": \"" + candidate + "\", \"state\": \"" + state + "\", \"problems\": []},"
                + " \"orders\": {" + orders + "},"
                + " \"envoys\": {\"connected\": 4, \"acked\": 3, \"nacked\": " + nacked + "}}";
    }

    private static StatusSnapshot snapshot(String status, String served, String candidate)
            throws JsonProcessingException {
        return new StatusSnapshot(GitvoyStatus.of(JSON.readTree(status)), commit(served), commit(candidate));
    }

    private static Optional<CommitStatus> commit(String json) throws JsonProcessingException {
        return json.isEmpty() ? Optional.empty() : Optional.of(CommitStatus.of(JSON.readTree(json)));
    }

    private static List<String> lines(StatusSnapshot snapshot) {
        return StatusView.lines(snapshot, NOW);
    }
}
