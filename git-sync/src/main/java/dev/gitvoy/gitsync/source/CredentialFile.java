package dev.gitvoy.gitsync.source;

/** A file that a remote is reached with, by the option that names it. */
public enum CredentialFile {
    PASSWORD("--git-password-file", true),
    BEARER("--git-bearer-file", true),
    CA("--git-ca-file", false),
    CLIENT_CERT("--git-client-cert-file", false),
    CLIENT_KEY("--git-client-key-file", true),
    SSH_KEY("--git-ssh-key-file", true),
    SSH_PASSPHRASE("--git-ssh-passphrase-file", true),
    KNOWN_HOSTS("--git-known-hosts-file", false),
    PROXY_PASSWORD("--git-proxy-password-file", true);

    private final String option;
    private final boolean secret;

    CredentialFile(String option, boolean secret) {
        this.option = option;
        this.secret = secret;
    }

    public String option() {
        return option;
    }

    boolean isSecret() {
        return secret;
    }

    boolean isForSsh() {
        return this == SSH_KEY || this == SSH_PASSPHRASE || this == KNOWN_HOSTS;
    }

    boolean isForProxy() {
        return this == PROXY_PASSWORD;
    }
}
