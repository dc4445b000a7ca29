package dev.gitvoy.xds.diff;

import com.google.protobuf.Message;
import dev.gitvoy.gitsync.change.Detail;
import java.util.List;
import java.util.regex.Pattern;

/** Paths within a listener, without what goes without saying when it has one filter chain, as most have. */
final class ListenerPaths {
    private static final Pattern ONLY_CHAIN = Pattern.compile("filter_chains\\[[^]]*]\\.");
    /** A chain has one at most. */
    private static final Pattern CONNECTION_MANAGER =
            Pattern.compile("filters\\[envoy\\.(filters\\.network\\.)?http_connection_manager]\\.typed_config\\.");

    private ListenerPaths() {}

    static boolean areClear(Message before, Message after) {
        return hasOneChain(before) && hasOneChain(after);
    }

    private static boolean hasOneChain(Message listener) {
        var chains = listener.getDescriptorForType().findFieldByName("filter_chains");
        return listener.getRepeatedFieldCount(chains) == 1;
    }

    static List<Detail> shortened(List<Detail> details) {
        return details.stream()
                .map(detail -> new Detail(shortened(detail.what()), detail.before(), detail.after()))
                .toList();
    }

    private static String shortened(String path) {
        var matcher = ONLY_CHAIN.matcher(path);
        var inner = matcher.lookingAt() ? path.substring(matcher.end()) : path;
        var manager = CONNECTION_MANAGER.matcher(inner);
        return manager.lookingAt() ? inner.substring(manager.end()) : inner;
    }
}
