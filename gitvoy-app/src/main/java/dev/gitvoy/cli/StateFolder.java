package dev.gitvoy.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where state is kept when nothing was said, by the XDG Base Directory Specification. */
final class StateFolder {
    private StateFolder() {}

    static Path byDefault(Map<String, String> environment) {
        var base = environment.getOrDefault("XDG_STATE_HOME", "");
        var root = base.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(base);
        return root.resolve("gitvoy");
    }
}
