package dev.gitvoy.envoycheck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void of_refusal_isWithoutOurFile() {
        assertThat(Words.of("gitvoy|critical|error initializing configuration '/tmp/x/bootstrap.pb': missing ): (a\n"))
                .contains("missing ): (a");
    }

    @Test
    void of_constraint_isWithoutTheMessageAndOurWrapping() {
        assertThat(Words.of("""
                                gitvoy|warning|something
                                gitvoy|critical|error initializing configuration 'b.pb': goo.gle/debugproto \s
                                node {
                                  id: "x"
                                }
                                : Proto constraint validation failed (BootstrapValidationError.StaticResources: embedded message \
                                failed validation | caused by StaticResourcesValidationError.Clusters[0]: embedded message \
                                failed validation | caused by ClusterValidationError.ConnectTimeout: value must be greater than 0s)
                                gitvoy|info|more
                                """))
                .contains("Proto constraint validation failed (Cluster.ConnectTimeout: value must be greater than 0s)");
    }

    @Test
    void of_constraintDeepInside_isAPath() {
        assertThat(Words.of(
                        "gitvoy|critical|error initializing configuration 'b.pb': : Proto constraint validation failed"
                                + " (HttpConnectionManagerValidationError.RouteConfig: embedded message failed validation |"
                                + " caused by RouteConfigurationValidationError.VirtualHosts[0]: embedded message failed"
                                + " validation | caused by VirtualHostValidationError.Name: value length must be at least 1"
                                + " characters)"))
                .contains(
                        "Proto constraint validation failed (HttpConnectionManager.RouteConfig.VirtualHosts[0].Name: value"
                                + " length must be at least 1 characters)");
    }

    @Test
    void of_missingOneof_isNamed() {
        assertThat(Words.of(
                        "gitvoy|critical|Proto constraint validation failed (HTTPFaultValidationError.Abort: embedded"
                                + " message failed validation | caused by field: \"error_type\", reason: is required)"))
                .contains("Proto constraint validation failed (HTTPFault.Abort: one of \"error_type\" is required)");
    }

    @Test
    void of_severalLines_isOneAndBounded() {
        assertThat(Words.of("gitvoy|critical|a\n  b\n" + "c".repeat(1000)))
                .hasValueSatisfying(
                        words -> assertThat(words).startsWith("a b ccc").hasSize(502));
    }

    @Test
    void of_crash_isNothing() {
        assertThat(Words.of("Segmentation fault")).isEmpty();
    }
}
