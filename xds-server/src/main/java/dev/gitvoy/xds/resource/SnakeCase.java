package dev.gitvoy.xds.resource;

import java.util.Locale;

/** The spelling of names in protos: {@code lb_policy} for {@code lbPolicy}. */
final class SnakeCase {
    private SnakeCase() {}

    static String of(String name) {
        return name.replaceAll("(?<=[a-z0-9])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
