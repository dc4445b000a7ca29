package dev.gitvoy.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Gitvoy's admin API, asked over HTTP as anybody else would. */
public final class GitvoyApi {
    /** Longer than the server waits itself. */
    private static final Duration ORDER_DEADLINE = Duration.ofSeconds(35);

    private final HttpJson http = new HttpJson();
    private final URI admin;

    public GitvoyApi(URI admin) {
        this.admin = admin;
    }

    public URI address(String path) {
        return admin.resolve(path);
    }

    /** {@code GET /readyz}: 200 once a release is served, else the reason. */
    public HttpJson.Answer ready() throws IOException {
        return http.get(address("/readyz"));
    }

    public GitvoyStatus status() throws IOException {
        return GitvoyStatus.of(statusAnswer().json());
    }

    /** {@code GET /api/status} as it is. */
    public HttpJson.Answer statusAnswer() throws IOException {
        return expectOk("/api/status", http.get(address("/api/status")));
    }

    /**
     * {@code GET /api/commits/{id}}.
     *
     * @param id of hexadecimal digits, or the beginning of one
     */
    public Optional<CommitStatus> commit(String id) throws IOException {
        var path = "/api/commits/" + id;
        var answer = http.get(address(path));
        return answer.status() == 404
                ? Optional.empty()
                : Optional.of(CommitStatus.of(expectOk(path, answer).json()));
    }

    /**
     * {@code POST /api/<order>}.
     *
     * @param order {@code suspend}, {@code resume} or {@code pin}
     * @param body what the order is about
     * @param token of the state folder's {@code admin.token}
     * @param actor who says so, for the audit log
     */
    public HttpJson.Answer order(String order, Map<String, String> body, String token, String actor)
            throws IOException {
        return http.post(
                address("/api/" + order),
                Map.of("Authorization", "Bearer " + token, "X-Gitvoy-Actor", actor),
                body,
                ORDER_DEADLINE);
    }

    private HttpJson.Answer expectOk(String path, HttpJson.Answer answer) throws IOException {
        if (!answer.ok()) {
            throw new IOException(address(path) + " answered " + answer.status() + ": " + answer.body());
        }
        return answer;
    }
}
