package dev.gitvoy.bootstrap;

import java.util.regex.Pattern;

/** Where a server is: a name or an address, and a port. */
public record HostAndPort(String host, int port) {
    private static final Pattern WRITTEN =
            Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\]):(?<port>\\d{1,5})");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|.*:.*");

    /** @throws IllegalArgumentException when the text is not {@code HOST:PORT} or {@code [ADDRESS]:PORT} */
    public static HostAndPort parse(String text) {
        var matcher = WRITTEN.matcher(text);
        if (matcher.matches()) {
            int port = Integer.parseInt(matcher.group("port"));
            var host = matcher.group("host");
            if (port > 0 && port <= 65535) {
                return new HostAndPort(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
            }
        }
        throw new IllegalArgumentException("\"" + text + "\": expected HOST:PORT, for example 127.0.0.1:18000");
    }

    /** Whether the host is an address, so that nobody has to look it up. */
    boolean isAddress() {
        return ADDRESS.matcher(host).matches();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
