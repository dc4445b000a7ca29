package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * One request to a forge. Says what an answer means before JGit tries again with other credentials, and shows JGit neither
 * challenges nor compression: bytes are counted as they are expanded.
 */
final class ForgeHttpConnection implements HttpConnection {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int PROXY_AUTHENTICATION = 407;

    private final HttpURLConnection http;
    private final Deadline deadline;
    private final ByteBudget budget;
    private final boolean authorized;
    private @Nullable InputStream input;

    ForgeHttpConnection(HttpURLConnection http, Deadline deadline, ByteBudget budget, boolean authorized) {
        this.http = http;
        this.deadline = deadline;
        this.budget = budget;
        this.authorized = authorized;
    }

    static ForgeException redirectedTo(URL url) {
        return new ForgeException(
                SourceFailure.REFUSED,
                "sends elsewhere, to " + url.getProtocol() + "://" + url.getAuthority() + url.getPath()
                        + ", which is not followed; if that is right, give its address as --repo",
                null);
    }

    @Override
    public int getResponseCode() throws IOException {
        int status;
        try {
            status = http.getResponseCode();
        } catch (IOException e) {
            throw problem(e);
        }
        switch (status) {
            case HttpURLConnection.HTTP_OK -> checkIsGit();
            case HttpURLConnection.HTTP_UNAUTHORIZED -> throw unauthorized();
            case HttpURLConnection.HTTP_FORBIDDEN -> {
                if (http.getHeaderField("Retry-After") != null) {
                    throw busy(status);
                }
                throw authentication("forbids to read it (403)"
                        + (authorized ? "; the credentials lack the permission" : "; it may want credentials"));
            }
            case PROXY_AUTHENTICATION -> throw proxyAuthentication();
            case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_GONE ->
                throw new ForgeException(
                        SourceFailure.NOT_FOUND,
                        "cannot be reached: there is no repository at this address (" + status
                                + "), or the credentials may not see it",
                        null);
            case TOO_MANY_REQUESTS, HttpURLConnection.HTTP_UNAVAILABLE -> throw busy(status);
            case HttpURLConnection.HTTP_MOVED_PERM,
                    HttpURLConnection.HTTP_MOVED_TEMP,
                    HttpURLConnection.HTTP_SEE_OTHER,
                    HTTP_11_MOVED_TEMP,
                    HTTP_11_MOVED_PERM -> checkStaysHere();
            default ->
                throw new ForgeException(
                        SourceFailure.UNREACHABLE,
                        status < 0
                                ? "cannot be reached: what answers there does not speak HTTP"
                                : "cannot be reached: the server answers with status " + status,
                        null);
        }
        return status;
    }

    /** Without this, JGit would take a login page for a repository of plain files and look for those. */
    private void checkIsGit() throws ForgeException {
        var type = http.getContentType();
        if (type == null || !type.startsWith("application/x-git-")) {
            throw new ForgeException(
                    SourceFailure.REFUSED,
                    type != null && type.toLowerCase(Locale.ROOT).startsWith("text/html")
                            ? "answers with a web page, perhaps one to log in; check the address and the credentials"
                            : "is no Git repository over smart HTTP; check the address",
                    null);
        }
    }

    private void checkStaysHere() throws IOException {
        var location = http.getHeaderField("Location");
        try {
            var target = http.getURL()
                    .toURI()
                    .resolve(new URI(String.valueOf(location)))
                    .toURL();
            if (!ForgeHttp.isSameServer(http.getURL(), target)) {
                throw redirectedTo(target);
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new ForgeException(SourceFailure.REFUSED, "sends elsewhere without saying where", e);
        }
    }

    private ForgeException unauthorized() {
        return authentication(
                authorized
                        ? "does not accept the credentials (401); it is asked again when a file with them changes"
                        : "wants credentials (401): give --git-username and --git-password-file, or"
                                + " --git-bearer-file; some forges say so of a repository that is not there");
    }

    private static ForgeException authentication(String message) {
        return new ForgeException(SourceFailure.AUTHENTICATION, message, null);
    }

    private static ForgeException proxyAuthentication() {
        return authentication(
                "cannot be reached: the proxy does not accept the credentials (407); check --git-proxy and "
                        + CredentialFile.PROXY_PASSWORD.option());
    }

    private ForgeException busy(int status) {
        var pause = retryAfter(http.getHeaderField("Retry-After"), Instant.now());
        return new ForgeException(
                SourceFailure.BUSY,
                "is busy (" + status + ")"
                        + (pause == null ? "" : " and wants to be asked again in " + pause.toSeconds() + " s"),
                pause,
                null);
    }

    /** As RFC 9110 has it: seconds or a date. Null for anything else. */
    static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        var text = header.strip();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            var until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private ForgeException problem(IOException e) {
        if (e instanceof HttpRetryException retry && retry.responseCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            return unauthorized();
        }
        // The JDK tells what a proxy answered to CONNECT in this message only.
        if (String.valueOf(e.getMessage()).contains("Unable to tunnel through proxy")) {
            return String.valueOf(e.getMessage()).contains(" " + PROXY_AUTHENTICATION)
                    ? proxyAuthentication()
                    : new ForgeException(
                            SourceFailure.UNREACHABLE, "cannot be reached through the proxy: " + e.getMessage(), e);
        }
        // With TLS 1.3 a refused client certificate shows after the handshake, and the JDK may not get to read why.
        if (http instanceof HttpsURLConnection && "Error writing to server".equals(e.getMessage())) {
            return new ForgeException(
                    SourceFailure.UNREACHABLE,
                    "cannot be reached: " + http.getURL().getAuthority() + " hangs up; it may not accept the client"
                            + " certificate, or want one: check " + CredentialFile.CLIENT_CERT.option() + " and "
                            + CredentialFile.CLIENT_KEY.option(),
                    e);
        }
        return NetworkProblem.of(e, http.getURL().getAuthority());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (input == null) {
            try {
                var in = http.getInputStream();
                input = budget.limit(
                        "gzip".equals(http.getHeaderField("Content-Encoding")) ? new GZIPInputStream(in) : in);
            } catch (IOException e) {
                throw problem(e);
            }
        }
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        try {
            return http.getOutputStream();
        } catch (IOException e) {
            throw problem(e);
        }
    }

    @Override
    public void connect() throws IOException {
        try {
            http.connect();
        } catch (IOException e) {
            throw problem(e);
        }
    }

    @Override
    public void setConnectTimeout(int millis) {
        http.setConnectTimeout(deadline.millisLeft());
    }

    @Override
    public void setReadTimeout(int millis) {
        http.setReadTimeout(deadline.millisLeft());
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        return isHidden(name) ? null : http.getHeaderField(name);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        for (var field : getHeaderFields().entrySet()) {
            if (name.equalsIgnoreCase(field.getKey())) {
                return field.getValue();
            }
        }
        return List.of();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        var fields = new LinkedHashMap<String, List<String>>(http.getHeaderFields());
        fields.keySet().removeIf(name -> name != null && isHidden(name));
        return fields;
    }

    private static boolean isHidden(String name) {
        return name.equalsIgnoreCase("Content-Encoding") || name.equalsIgnoreCase("WWW-Authenticate");
    }

    @Override
    public void setInstanceFollowRedirects(boolean ignored) {
        http.setInstanceFollowRedirects(false);
    }

    @Override
    public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
        throw new IllegalStateException("TLS is set up from GitAccess alone");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        throw new IllegalStateException("TLS is set up from GitAccess alone");
    }

    @Override
    public URL getURL() {
        return http.getURL();
    }

    @Override
    public String getResponseMessage() throws IOException {
        return http.getResponseMessage();
    }

    @Override
    public void setRequestProperty(String name, String value) {
        http.setRequestProperty(name, value);
    }

    @Override
    public void setRequestMethod(String method) throws ProtocolException {
        http.setRequestMethod(method);
    }

    @Override
    public void setUseCaches(boolean use) {
        http.setUseCaches(use);
    }

    @Override
    public @Nullable String getContentType() {
        return http.getContentType();
    }

    @Override
    public int getContentLength() {
        return http.getContentLength();
    }

    @Override
    public void setDoOutput(boolean output) {
        http.setDoOutput(output);
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
        http.setFixedLengthStreamingMode(length);
    }

    @Override
    public void setChunkedStreamingMode(int length) {
        http.setChunkedStreamingMode(length);
    }

    @Override
    public String getRequestMethod() {
        return http.getRequestMethod();
    }

    @Override
    public boolean usingProxy() {
        return http.usingProxy();
    }
}
