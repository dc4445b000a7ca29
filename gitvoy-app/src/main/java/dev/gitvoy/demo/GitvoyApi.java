package dev.gitvoy.demo;

import java.io.IOException;
import java.net.URI;

/** Gitvoy's admin API, asked over HTTP as anybody else would. */
final class GitvoyApi {
    private final HttpJson http = new HttpJson();
    private final URI admin;

    GitvoyApi(URI admin) {
        this.admin = admin;
    }

    URI address(String path) {
        return admin.resolve(path);
    }

    /** {@code GET /readyz}: 200 once a release is served, else the reason. */
    HttpJson.Answer ready() throws IOException {
        return http.get(address("/readyz"));
    }

    GitvoyStatus status() throws IOException {
        var answer = http.get(address("/api/status"));
        if (!answer.ok()) {
            throw new IOException(address("/api/status") + " answered " + answer.status() + ": " + answer.body());
        }
        return GitvoyStatus.of(answer.json());
    }
}
