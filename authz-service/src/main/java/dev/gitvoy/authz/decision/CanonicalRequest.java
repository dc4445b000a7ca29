package dev.gitvoy.authz.decision;

import dev.gitvoy.authz.policy.RequestFacts;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A request of an Envoy, in the one form in which policies see it. Both ways in which an Envoy may send headers are read:
 * joined by name, and line by line.
 */
public final class CanonicalRequest implements RequestFacts {
    private static final String PORT = ":\\d{1,5}";
    /** What expressions may be given of a header: a pattern over more would hold up others. */
    private static final int LONGEST_HEADER = 8_192;

    private final AttributeContext.HttpRequest http;
    private final String host;
    private final CanonicalPath path;

    private CanonicalRequest(AttributeContext.HttpRequest http, String host, CanonicalPath path) {
        this.http = http;
        this.host = host;
        this.path = path;
    }

    /** @throws RefusedRequestException when it is not a request that can be judged */
    public static CanonicalRequest of(AttributeContext attributes) throws RefusedRequestException {
        if (!attributes.hasRequest() || !attributes.getRequest().hasHttp()) {
            throw new RefusedRequestException("no-http");
        }
        var http = attributes.getRequest().getHttp();
        if (http.getMethod().isEmpty() || !isToken(http.getMethod())) {
            throw new RefusedRequestException("method");
        }
        return new CanonicalRequest(http, canonicalHost(http.getHost()), CanonicalPath.of(http.getPath()));
    }

    private static boolean isToken(String method) {
        return method.length() <= 32 && method.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-' || c == '_');
    }

    private static String canonicalHost(String given) throws RefusedRequestException {
        if (!given.chars().allMatch(c -> c < 0x80)) {
            throw new RefusedRequestException("host");
        }
        var host = given.toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            var rest = end < 0 ? "" : host.substring(end + 1);
            if (end < 0
                    || !(rest.isEmpty() || rest.matches(PORT))
                    || !host.substring(1, end).matches("[0-9a-f:.]+")) {
                throw new RefusedRequestException("host");
            }
            return host.substring(0, end + 1);
        }
        int colon = host.indexOf(':');
        var name = colon < 0 ? host : host.substring(0, colon);
        if (colon >= 0 && !host.substring(colon).matches(PORT)) {
            throw new RefusedRequestException("host");
        }
        if (name.isEmpty() || name.length() > 255 || !name.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
            throw new RefusedRequestException("host");
        }
        return name;
    }

    @Override
    public String method() {
        return http.getMethod();
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String path() {
        return path.text();
    }

    public List<String> segments() {
        return path.segments();
    }

    @Override
    public String header(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var joined = http.getHeadersMap().get(lower);
        // As Envoy joins them, so that several lines never look like one.
        var value = joined != null ? joined : String.join(",", lines(lower));
        if (value.length() > LONGEST_HEADER) {
            throw new IllegalArgumentException("header " + lower + " is too long to be judged");
        }
        return value;
    }

    /** The names of all headers, as the client wrote them. */
    public Set<String> headerNames() {
        var names = new HashSet<>(http.getHeadersMap().keySet());
        http.getHeaderMap().getHeadersList().forEach(line -> names.add(line.getKey()));
        return names;
    }

    /**
     * A header that proves something, so that there can be one only.
     *
     * @param name in lower case
     * @throws RefusedRequestException when there are several, or a comma, which may have joined them
     */
    public Optional<String> single(String name) throws RefusedRequestException {
        var joined = http.getHeadersMap().get(name);
        var lines = lines(name);
        if (lines.size() > 1 || (joined != null && joined.indexOf(',') >= 0)) {
            throw new RefusedRequestException("several-credentials");
        }
        return joined == null ? lines.stream().findFirst() : Optional.of(joined);
    }

    private List<String> lines(String name) {
        var lines = new ArrayList<String>(1);
        for (var line : http.getHeaderMap().getHeadersList()) {
            if (line.getKey().equalsIgnoreCase(name)) {
                lines.add(
                        line.getRawValue().isEmpty()
                                ? line.getValue()
                                : line.getRawValue().toString(StandardCharsets.UTF_8));
            }
        }
        return lines;
    }
}
