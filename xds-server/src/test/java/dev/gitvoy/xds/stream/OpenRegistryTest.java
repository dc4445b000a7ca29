package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of resource that only this test knows is compiled and served: to add one is to add an object. */
class OpenRegistryTest {
    private static final ResourceType SECRET =
            ResourceType.of("secret", Secret.getDefaultInstance(), message -> ((Secret) message).getName(), false);

    @Test
    void typeOfATest_isServed(@TempDir Path folder) {
        try (var control = new TestControlPlane(folder, new ResourceTypes(List.of(CLUSTER, SECRET)), List.of())) {
            control.publish("{\"@type\": " + SECRET.typeUrl() + ", name: s}", TestControlPlane.staticCluster("a", 1));
            var client = new DeltaClient(control.channel());

            client.subscribe(SECRET, "s");

            assertThat(DeltaClient.namesIn(client.next())).containsExactly("s");
        }
    }
}
