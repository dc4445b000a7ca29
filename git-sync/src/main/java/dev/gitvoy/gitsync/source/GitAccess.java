package dev.gitvoy.gitsync.source;

import static dev.gitvoy.gitsync.source.CredentialFile.BEARER;
import static dev.gitvoy.gitsync.source.CredentialFile.CLIENT_CERT;
import static dev.gitvoy.gitsync.source.CredentialFile.CLIENT_KEY;
import static dev.gitvoy.gitsync.source.CredentialFile.KNOWN_HOSTS;
import static dev.gitvoy.gitsync.source.CredentialFile.PASSWORD;
import static dev.gitvoy.gitsync.source.CredentialFile.PROXY_PASSWORD;
import static dev.gitvoy.gitsync.source.CredentialFile.SSH_KEY;
import static dev.gitvoy.gitsync.source.CredentialFile.SSH_PASSPHRASE;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a remote is reached with. Holds no secret, only where secrets are kept: they are read anew when the files change.
 *
 * @param username for basic authentication; any text for forges that look at the token alone
 * @param proxy {@code http://[user@]host:port}, asked to connect to the remote
 */
public record GitAccess(Optional<String> username, Map<CredentialFile, Path> files, Optional<URI> proxy) {
    public static final GitAccess NONE = new GitAccess(Optional.empty(), Map.of(), Optional.empty());

    public GitAccess {
        files = Map.copyOf(files);
    }

    boolean has(CredentialFile file) {
        return files.containsKey(file);
    }

    /** @throws SourceException when something is missing, has no effect, or excludes something else */
    public void check(GitOrigin origin) throws SourceException {
        for (var file : files.keySet().stream().sorted().toList()) {
            var fits = file.isForProxy() ? !origin.isLocal() : file.isForSsh() ? origin.isSsh() : origin.isHttp();
            if (!fits) {
                throw new SourceException(file.option() + " has no effect on --repo=" + origin.displayUrl()
                        + "; it is for " + (file.isForSsh() ? "ssh://" : file.isForProxy() ? "remotes" : "https://"));
            }
        }
        if (username.isPresent() && !origin.isHttp()) {
            throw new SourceException("--git-username is for https://; for ssh write ssh://user@host/path");
        }
        if (username.isPresent() != has(PASSWORD)) {
            throw new SourceException("--git-username and " + PASSWORD.option()
                    + " go together; with a token, the name may be any, for example git");
        }
        if (username.isPresent() && username.get().contains(":")) {
            throw new SourceException("--git-username: a name with a colon cannot be sent");
        }
        if (has(PASSWORD) && has(BEARER)) {
            throw new SourceException(PASSWORD.option() + " and " + BEARER.option() + " exclude each other");
        }
        if (has(CLIENT_CERT) != has(CLIENT_KEY)) {
            throw new SourceException(CLIENT_CERT.option() + " and " + CLIENT_KEY.option() + " go together");
        }
        if (origin.isSsh() && (!has(SSH_KEY) || !has(KNOWN_HOSTS))) {
            throw new SourceException("--repo=" + origin.displayUrl() + " needs " + SSH_KEY.option() + " and "
                    + KNOWN_HOSTS.option() + "; nothing is taken from ~/.ssh or an agent");
        }
        if (has(SSH_PASSPHRASE) && !has(SSH_KEY)) {
            throw new SourceException(SSH_PASSPHRASE.option() + " needs " + SSH_KEY.option());
        }
        checkProxy(origin);
    }

    private void checkProxy(GitOrigin origin) throws SourceException {
        if (proxy.isEmpty()) {
            if (has(PROXY_PASSWORD)) {
                throw new SourceException(PROXY_PASSWORD.option() + " needs --git-proxy");
            }
            return;
        }
        var address = proxy.get();
        var user = address.getUserInfo();
        if (user != null && user.contains(":")) {
            throw new SourceException("--git-proxy: a password does not belong into the address; give "
                    + PROXY_PASSWORD.option() + " and http://user@host:port");
        }
        if (!"http".equals(address.getScheme()) || address.getHost() == null || address.getPort() < 0) {
            throw new SourceException("--git-proxy: expected http://host:port or http://user@host:port");
        }
        if ((user != null) != has(PROXY_PASSWORD)) {
            throw new SourceException(
                    "--git-proxy=http://user@host:port and " + PROXY_PASSWORD.option() + " go together");
        }
        if (origin.isLocal()) {
            throw new SourceException("--git-proxy has no effect on --repo=" + origin.displayUrl());
        }
    }
}
