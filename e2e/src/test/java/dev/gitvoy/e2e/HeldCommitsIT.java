package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import dev.gitvoy.e2e.Testbed.Followed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What reaches the branch and is not served until somebody decides; traffic flows on meanwhile. */
class HeldCommitsIT {
    private static final int MANY = 20;

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA)
            .following(forge -> Followed.byPath(forge.repository(), "--on-rewrite", "hold"));

    @Test
    void forcedPush_isHeld_untilItIsPinned() {
        bed.forge().commit("to be rewritten", Samples.cluster("v3"), Samples.endpoints("v3", bed.upstream("v3")));
        bed.gitvoy().awaitAcked(bed.forge().head());

        var rewritten = bed.forge().amend("rewritten", Samples.routesTo("v2"));
        bed.gitvoy().awaitHeld(rewritten, "history-rewritten");
        assertThat(bed.gitvoy().operator("status").output()).contains("the branch was rewritten");

        bed.traffic().expectEither("v1", "v2");
        assertThat(bed.gitvoy().operator("pin", rewritten.substring(0, 10)).status())
                .isZero();
        bed.traffic().awaitOnly("v2");
        assertThat(bed.gitvoy().operator("resume").status()).isZero();
        bed.traffic().expectEither("v1", "v2");
        var next = bed.forge().commit("on from there", Samples.routesTo("v1"));
        bed.gitvoy().awaitAcked(next);
        bed.traffic().awaitOnly("v1");
    }

    @Test
    void massDeletion_isHeld_untilACommitSaysThatItIsMeant() {
        var added = new ArrayList<Change>();
        var deleted = new ArrayList<Change>();
        for (int i = 0; i < MANY; i++) {
            added.add(Samples.cluster("more-" + i));
            deleted.addAll(List.of(Samples.withoutCluster("more-" + i)));
        }
        added.addAll(extraEndpoints());
        bed.gitvoy().awaitAcked(bed.forge().commit("many more", added.toArray(Change[]::new)));

        var cleanUp = bed.forge().commit("clean up", deleted.toArray(Change[]::new));
        bed.gitvoy().awaitHeld(cleanUp, "mass-deletion");
        assertThat(bed.envoy().xds().rejected()).isZero();

        var meant = bed.forge().commit("It is meant\n\nAllow-Mass-Delete: yes", Change.write("README.md", "fewer"));
        bed.gitvoy().awaitAcked(meant);
    }

    private List<Change> extraEndpoints() {
        var endpoints = new ArrayList<Change>();
        for (int i = 0; i < MANY; i++) {
            endpoints.add(Samples.endpoints("more-" + i, bed.upstream("v1")));
        }
        return endpoints;
    }

    @Test
    void suspended_nothingChanges_andPinned_anOlderCommitIsServed() {
        var first = bed.gitvoy().commit();
        assertThat(bed.gitvoy().operator("suspend").status()).isZero();
        var second = bed.forge().commit("to v2", Samples.routesTo("v2"));
        bed.gitvoy().awaitHeld(second, "suspended");
        assertThat(bed.gitvoy().commit()).isEqualTo(first);

        bed.traffic().expectEither("v1", "v2");
        assertThat(bed.gitvoy().operator("resume").status()).isZero();
        bed.traffic().awaitOnly("v2");

        bed.traffic().expectEither("v1", "v2");
        assertThat(bed.gitvoy().operator("pin", first).status()).isZero();
        bed.traffic().awaitOnly("v1");
        bed.gitvoy().awaitHeld(second, "pinned");
        bed.gitvoy().kill9();
        bed.gitvoy().start();
        bed.gitvoy().awaitAcked(first);
        assertThat(bed.gitvoy().operator("pin", "0123456789").status()).isEqualTo(1);
    }
}
