package dev.gitvoy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickStartTest {
    @TempDir
    private Path directory;

    @Test
    void copy_replacesEveryFixedPort() throws IOException {
        QuickStart.copy(directory, new QuickStart.Ports(20100, 20101, 20102, new ServicePorts(20103, 20104)));

        assertThat(directory.resolve("xds/edge/listeners.yaml"))
                .content()
                .contains("port_value: 20100")
                .doesNotContain("10000");
        assertThat(directory.resolve("xds/edge/endpoints.yaml"))
                .content()
                .contains("port_value: 20101", "port_value: 20102")
                .doesNotContain("10001", "10002");
        assertThat(directory.resolve("xds/edge/clusters.yaml"))
                .content()
                .contains("port_value: 20103", "port_value: 20104")
                .doesNotContain("8081", "9191}");
    }

    @Test
    void copy_routes_holdTheTextThatTheStoryEditsOnce() throws IOException {
        QuickStart.copy(directory, new QuickStart.Ports(1, 2, 3, new ServicePorts(4, 5)));

        assertThat(directory.resolve(QuickStart.ROUTES)).content().containsOnlyOnce("cluster: hello-v1");
    }

    @Test
    void copy_limits_holdTheTextThatTheStoryEdits() throws IOException {
        QuickStart.copy(directory, new QuickStart.Ports(1, 2, 3, new ServicePorts(4, 5)));

        assertThat(directory.resolve(QuickStart.LIMITS)).content().containsOnlyOnce("requests_per_unit: 3\n");
    }

    @Test
    void bootstrap_connectsToGitvoy_andItsAdminTakesAFreePort() throws IOException {
        assertThat(QuickStart.bootstrap(12345))
                .contains("port_value: 12345", "port_value: 0")
                .doesNotContain("18000", "9901");
    }
}
