package dev.gitvoy.envoycheck;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;

/** What stands in a resource itself. */
final class Inline {
    private Inline() {}

    /** Empty when there is nothing, or it is a file or a variable. */
    static ByteString bytes(DataSource source) {
        return source.hasInlineString() ? source.getInlineStringBytes() : source.getInlineBytes();
    }

    /** Whether all of it is there to be looked at. */
    static boolean is(DataSource source) {
        return source.hasInlineString() || source.hasInlineBytes();
    }
}
