package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;

import dev.gitvoy.e2e.Forge.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files of {@code examples/traffic}, as they are there but for their ports: a listener takes one that Envoy chooses, and
 * the endpoints are upstreams of the scenario.
 */
final class Example {
    private static final Path DIRECTORY = Path.of("..", "examples", "traffic");
    private static final String GROUP = "xds/edge/";
    private static final String YAML = ".yaml";
    /** Listeners have ports below, endpoints from here on. */
    private static final int FIRST_ENDPOINT = 11000;

    private static final Pattern PORT = Pattern.compile("port_value: (\\d+)");

    private Example() {}

    /** A file, whose endpoints by the order of their ports are these. */
    static Change of(String name, Upstream... upstreams) {
        var file = read(name);
        var endpoints = endpoints(file);
        if (endpoints.size() != upstreams.length) {
            throw new IllegalArgumentException(name + YAML + " has endpoints at " + endpoints
                    + ", but the scenario has " + upstreams.length + " upstreams");
        }
        var ports = new HashMap<Integer, Integer>();
        for (var upstream : upstreams) {
            ports.put(endpoints.first(), upstream.port());
            endpoints.remove(endpoints.first());
        }
        return moved(file, ports);
    }

    private static Change read(String name) {
        var path = GROUP + name + YAML;
        try {
            return write(path, Files.readString(DIRECTORY.resolve(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedSet<Integer> endpoints(Change file) {
        var ports = new TreeSet<Integer>();
        PORT.matcher(String.valueOf(file.content()))
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .filter(port -> port >= FIRST_ENDPOINT)
                .forEach(ports::add);
        return ports;
    }

    private static Change moved(Change file, Map<Integer, Integer> endpoints) {
        var text = PORT.matcher(String.valueOf(file.content()))
                .replaceAll(match -> "port_value: " + endpoints.getOrDefault(Integer.valueOf(match.group(1)), 0));
        return write(file.path(), text);
    }
}
