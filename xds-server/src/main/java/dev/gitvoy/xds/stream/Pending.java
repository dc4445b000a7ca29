package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.Resource;
import java.util.List;

/**
 * What a client of one type has not been told yet.
 *
 * @param changed resources that it was never sent, or in another version
 * @param removed names that it was sent and that are gone
 * @param missing names that it asked for, that do not exist, and of which it was not told so
 * @param firstAnswer whether it waits for an answer even if there is nothing
 */
record Pending(List<Resource> changed, List<String> removed, List<String> missing, boolean firstAnswer) {
    static final Pending NOTHING = new Pending(List.of(), List.of(), List.of(), false);

    boolean isNothing() {
        return changed.isEmpty() && removed.isEmpty() && missing.isEmpty() && !firstAnswer;
    }
}
