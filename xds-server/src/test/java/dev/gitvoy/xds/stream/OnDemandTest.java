package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.VIRTUAL_HOST;
import static dev.gitvoy.xds.stream.TestControlPlane.routes;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static dev.gitvoy.xds.stream.TestControlPlane.virtualHost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.xds.testing.Behaviour;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual hosts, asked for by the host of a request (VHDS). */
class OnDemandTest {
    @TempDir
    private Path folder;

    private TestControlPlane control;
    private DeltaClient client;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder);
        client = new DeltaClient(control.channel());
    }

    @AfterEach
    void stop() {
        control.close();
    }

    private void publish(String... virtualHosts) {
        var resources = new ArrayList<>(List.of(staticCluster("c", 1), routes("r", "c")));
        resources.addAll(List.of(virtualHosts));
        control.publish(resources.toArray(String[]::new));
    }

    /** Asks for nothing, as Envoy does first, and takes the answer. */
    private void connect() {
        client.subscribe(VIRTUAL_HOST);
        client.ack(client.next());
    }

    private Resource answer() {
        var response = client.next();
        client.ack(response);
        assertThat(response.getResourcesList()).hasSize(1);
        return response.getResources(0);
    }

    @Test
    void theFirstRequest_isAnsweredByNothing_forTheClientWaits() {
        publish(virtualHost("r/shop", "shop.example", "c"));
        client.subscribe(VIRTUAL_HOST);

        var response = client.next();

        assertThat(response.getResourcesList()).isEmpty();
        assertThat(response.getRemovedResourcesList()).isEmpty();
    }

    @Test
    @Behaviour(53)
    void aHost_isAnsweredByItsVirtualHost_underItsOwnName() {
        publish(
                virtualHost("r/shop", "Shop.example", "c"),
                virtualHost("other/x", "shop.example", "c"),
                routes("other", "c"));
        connect();

        client.subscribe(VIRTUAL_HOST, "r/shop.EXAMPLE");

        var resource = answer();
        assertThat(resource.getName()).isEqualTo("r/shop");
        assertThat(resource.getAliasesList()).containsExactly("r/shop.EXAMPLE");
        assertThat(resource.hasResource()).isTrue();
    }

    @Test
    void twoHostsOfOne_areOneResource() {
        publish(virtualHost("r/shop", "*.shop.example", "c"));
        connect();

        client.subscribe(VIRTUAL_HOST, "r/a.shop.example", "r/b.shop.example");

        assertThat(answer().getAliasesList()).containsExactly("r/a.shop.example", "r/b.shop.example");
    }

    @Test
    void aSecondHostOfOneThatIsHeld_bringsItAgain_forTheClientWaits() {
        publish(virtualHost("r/shop", "*.shop.example", "c"));
        connect();
        client.subscribe(VIRTUAL_HOST, "r/a.shop.example");
        answer();

        client.subscribe(VIRTUAL_HOST, "r/b.shop.example");

        assertThat(answer().getAliasesList()).contains("r/b.shop.example");
    }

    @Test
    void anUnknownHost_isAnsweredWithoutABody_andServedOnceItIsThere() {
        publish();
        connect();
        client.subscribe(VIRTUAL_HOST, "r/new.example");

        var unknown = answer();
        assertThat(unknown.getAliasesList()).containsExactly("r/new.example");
        assertThat(unknown.hasResource()).isFalse();

        publish(virtualHost("r/new", "new.example", "c"));
        var found = answer();
        assertThat(found.getName()).isEqualTo("r/new");
        assertThat(found.getAliasesList()).containsExactly("r/new.example");
    }

    @Test
    void aChangedVirtualHost_isSentAgain_andARemovedOneIsRemovedByItsName() {
        publish(virtualHost("r/shop", "shop.example", "c"));
        connect();
        client.subscribe(VIRTUAL_HOST, "r/shop.example");
        var first = answer();

        control.publish(
                staticCluster("c", 1),
                staticCluster("d", 1),
                routes("r", "c"),
                virtualHost("r/shop", "shop.example", "d"));
        assertThat(answer().getVersion()).isNotEqualTo(first.getVersion());

        control.publish(staticCluster("c", 1), staticCluster("d", 1), routes("r", "c"));
        var removal = client.next();
        assertThat(removal.getRemovedResourcesList()).containsExactly("r/shop");
        assertThat(removal.getResourcesList()).isEmpty();
    }

    @Test
    void aHostThatMoves_bringsBoth_soThatNoDomainIsTwice() {
        publish(virtualHost("r/one", "shop.example", "c"));
        connect();
        client.subscribe(VIRTUAL_HOST, "r/shop.example");
        answer();

        publish(virtualHost("r/one", "old.example", "c"), virtualHost("r/two", "shop.example", "c"));

        assertThat(DeltaClient.namesIn(client.next())).containsExactly("r/one", "r/two");
    }

    @Test
    void theMostExactDomain_isTheOne_asInEnvoy() {
        publish(
                virtualHost("r/exact", "a.b.example", "c"),
                virtualHost("r/long-suffix", "*.b.example", "c"),
                virtualHost("r/suffix", "*.example", "c"),
                virtualHost("r/prefix", "a.*", "c"),
                virtualHost("r/all", "*", "c"));
        connect();

        assertThat(nameOf("r/a.b.example")).isEqualTo("r/exact");
        assertThat(nameOf("r/x.b.example")).isEqualTo("r/long-suffix");
        assertThat(nameOf("r/x.y.example")).isEqualTo("r/suffix");
        assertThat(nameOf("r/a.org")).isEqualTo("r/prefix");
        assertThat(nameOf("r/b.org")).isEqualTo("r/all");
    }

    private String nameOf(String host) {
        client.subscribe(VIRTUAL_HOST, host);
        return answer().getName();
    }
}
