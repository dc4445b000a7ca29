package dev.gitvoy.cli;

import dev.gitvoy.client.CommitStatus;
import dev.gitvoy.client.GitvoyApi;
import dev.gitvoy.client.GitvoyStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a Gitvoy says of itself at one moment.
 *
 * @param served the commit being served
 * @param candidate the newest commit, when it is another one
 */
record StatusSnapshot(GitvoyStatus status, Optional<CommitStatus> served, Optional<CommitStatus> candidate) {
    static StatusSnapshot take(GitvoyApi api) throws IOException {
        var status = api.status();
        var newest = status.candidate().commit();
        return new StatusSnapshot(
                status,
                status.commit().isEmpty() ? Optional.empty() : api.commit(status.commit()),
                newest.isEmpty() || newest.equals(status.commit()) ? Optional.empty() : api.commit(newest));
    }

    boolean isFine() {
        return troubles().isEmpty();
    }

    /** Why the newest commit is not served, or not by all; empty when it is. */
    List<String> troubles() {
        var troubles = new ArrayList<String>();
        var newest = status.candidate();
        if (status.commit().isEmpty()) {
            troubles.add("nothing is served yet");
        }
        if (status.stale()) {
            troubles.add("the source does not answer");
        }
        if (newest.state().equals("rejected") || newest.state().equals("held")) {
            troubles.add("commit " + GitvoyStatus.shortened(newest.commit()) + " is " + newest.state());
        } else if (!newest.commit().equals(status.commit())) {
            troubles.add("commit " + GitvoyStatus.shortened(newest.commit()) + " is only " + newest.state() + " yet");
        }
        int refusing = status.envoys().nacked();
        if (refusing > 0) {
            troubles.add(refusing + (refusing == 1 ? " Envoy refuses" : " Envoys refuse") + " something");
        }
        return troubles;
    }
}
