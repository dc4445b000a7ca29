package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What passes every check of Gitvoy, and an Envoy refuses all the same (NACK). */
@ParameterizedClass(name = "{0}")
@EnumSource(Transport.class)
class RefusalIT {
    private static final String FILE = "xds/edge/nowhere.yaml";

    @RegisterExtension
    final Testbed bed;

    RefusalIT(Transport transport) {
        bed = new Testbed(transport);
    }

    @Test
    void aRefusedListener_isShownWithItsFile_andTrafficGoesOn() {
        var good = bed.forge().head();
        var commit = bed.forge().commit("a listener with a log of nothing", write(FILE, """
                "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                name: nowhere
                address:
                  socket_address: {address: 127.0.0.1, port_value: 0}
                access_log:
                - name: stdout
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog
                    log_format: {text_format_source: {inline_string: "%NO_SUCH_COMMAND%"}}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.tcp_proxy
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                      stat_prefix: nowhere
                      cluster: v1
                """));

        Waiting.soon("the refusal is known")
                .until(() -> listeners().path("state").asText().equals("nacked"));
        assertThat(listeners().path("error").asText()).contains("nowhere", "NO_SUCH_COMMAND");
        assertThat(listeners().at("/at/file").asText()).isEqualTo(FILE);
        assertThat(listeners().at("/at/line").asInt()).isEqualTo(1);
        assertThat(listeners().path("commit").asText()).as("what it still has").isEqualTo(good);
        var refusals = bed.gitvoy().json("/api/commits/" + commit).at("/envoys/refusals");
        assertThat(refusals).hasSize(1);
        assertThat(refusals.at("/0/envoy").asText()).isEqualTo("edge-1");
        assertThat(refusals.at("/0/type").asText()).isEqualTo("Listener");
        assertThat(refusals.at("/0/at/file").asText()).isEqualTo(FILE);

        var refused = bed.envoy().xds().rejected();
        bed.traffic().awaitAnswers(20);
        assertThat(bed.envoy().xds().rejected()).as("it is not sent again").isEqualTo(refused);

        var mended = bed.forge().commit("without it", Forge.Change.delete(FILE));
        bed.gitvoy().awaitAcked(mended);
        // It should have what it acknowledged before: the answer to the removal may yet be under way.
        Waiting.soon("the refusal is over")
                .until(() -> listeners().path("error").isNull());
    }

    private JsonNode listeners() {
        return bed.gitvoy().json("/api/envoys").at("/0/types/Listener");
    }
}
