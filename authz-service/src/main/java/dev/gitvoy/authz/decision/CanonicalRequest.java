package dev.gitvoy.authz.decision;

import dev.gitvoy.authz.policy.RequestFacts;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request of an Envoy, in the one form in which policies see it. Both ways in which an Envoy may send headers are read:
 * joined by name, and line by line.
 */
public final class CanonicalRequest implements RequestFacts {
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
        var host = given.toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            var rest = end < 0 ? "" : host.substring(end + 1);
            if (end < 0 || !(rest.isEmpty() || rest.matches(":\\d{1,5}"))) {
                throw new RefusedRequestException("host");
            }
            return host.substring(0, end + 1);
        }
        int colon = host.indexOf(':');
        var name = colon < 0 ? host : host.substring(0, colon);
        if (colon >= 0 && !host.substring(colon).matches(":\\d{1,5}")) {
            throw new RefusedRequestException("host");
        }
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
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
        if (joined != null) {
            return joined;
        }
        var lines = lines(lower);
        return lines.isEmpty() ? "" : lines.get(0);
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
