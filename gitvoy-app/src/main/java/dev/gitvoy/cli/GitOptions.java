package dev.gitvoy.cli;

import dev.gitvoy.gitsync.release.RewritePolicy;
import dev.gitvoy.gitsync.source.CredentialFile;
import dev.gitvoy.gitsync.source.FetchLimits;
import dev.gitvoy.gitsync.source.GitAccess;
import dev.gitvoy.gitsync.source.GitOrigin;
import dev.gitvoy.gitsync.source.GitRevision;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.serve.ServeSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which repository, what of it, and how it is reached. A secret is never an option's value, only the file that holds it. */
@SuppressWarnings("NullAway.Init")
final class GitOptions {
    private static final String DEFAULT_BRANCH = "main";
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)");
    private static final Map<String, Integer> SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--repo",
            required = true,
            paramLabel = "URL|PATH",
            description = "Git repository (https://, ssh://, user@host:path or a local path), or a plain folder")
    private String repo;

    @Option(names = "--branch", paramLabel = "NAME", description = "branch to follow (default: main)")
    private @Nullable String branch;

    @Option(names = "--tag", paramLabel = "NAME", description = "tag to follow, instead of a branch")
    private @Nullable String tag;

    @Option(names = "--ref", paramLabel = "REF", description = "any ref to follow, for example refs/pull/7/merge")
    private @Nullable String ref;

    @Option(
            names = "--commit",
            paramLabel = "ID",
            description =
                    "one commit to serve for good, from the history of --branch if the forge gives none by its id")
    private @Nullable String commit;

    @Option(names = "--path", defaultValue = "", paramLabel = "SUBDIR", description = "folder in the repository")
    private String path;

    @Option(
            names = "--git-username",
            paramLabel = "NAME",
            description = "https: user; any name when a token is the password")
    private @Nullable String username;

    @Option(names = "--git-password-file", paramLabel = "FILE", description = "https: password or token")
    private @Nullable Path passwordFile;

    @Option(names = "--git-bearer-file", paramLabel = "FILE", description = "https: token sent as \"Bearer\"")
    private @Nullable Path bearerFile;

    @Option(
            names = "--git-ca-file",
            paramLabel = "FILE",
            description = "https: certificates (PEM) of the authorities to trust, instead of the well-known ones")
    private @Nullable Path caFile;

    @Option(names = "--git-client-cert-file", paramLabel = "FILE", description = "https: certificate to show (PEM)")
    private @Nullable Path clientCertFile;

    @Option(names = "--git-client-key-file", paramLabel = "FILE", description = "https: the certificate's key (PEM)")
    private @Nullable Path clientKeyFile;

    @Option(names = "--git-ssh-key-file", paramLabel = "FILE", description = "ssh: private key (OpenSSH or PEM)")
    private @Nullable Path sshKeyFile;

    @Option(names = "--git-ssh-passphrase-file", paramLabel = "FILE", description = "ssh: passphrase of the key")
    private @Nullable Path sshPassphraseFile;

    @Option(
            names = "--git-known-hosts-file",
            paramLabel = "FILE",
            description = "ssh: keys of hosts, as ssh-keyscan prints them; no other host is talked to")
    private @Nullable Path knownHostsFile;

    @Option(names = "--git-proxy", paramLabel = "URL", description = "proxy to go through: http://[user@]host:port")
    private @Nullable String proxy;

    @Option(names = "--git-proxy-password-file", paramLabel = "FILE", description = "password for the proxy")
    private @Nullable Path proxyPasswordFile;

    @Option(names = "--fetch-timeout", defaultValue = "60s", description = "time for a fetch as a whole")
    private Duration fetchTimeout;

    @Option(
            names = "--fetch-max-bytes",
            defaultValue = "512MiB",
            paramLabel = "SIZE",
            description = "what a fetch may bring at most")
    private String fetchMaxBytes;

    @Option(
            names = "--on-rewrite",
            defaultValue = "follow",
            paramLabel = "follow|hold",
            description = "what to do when the branch was rewritten (a forced push)")
    private String onRewrite;

    @Option(
            names = "--allowed-signers",
            paramLabel = "FILE|DIR",
            description = "serve only commits signed with these SSH or OpenPGP keys")
    private @Nullable Path allowedSigners;

    @Option(
            names = "--forge-signers",
            paramLabel = "FILE|DIR",
            description = "keys of the forge, for merges in its web pages by authors in --allowed-signers")
    private @Nullable Path forgeSigners;

    /** The files are not read here. */
    ServeSettings.Repository settings() {
        var access = access();
        try {
            access.check(origin());
        } catch (SourceException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return new ServeSettings.Repository(repo, revision(), path, access, limits(), following());
    }

    private ServeSettings.Following following() {
        if (forgeSigners != null && allowedSigners == null) {
            throw wrong("--forge-signers: whose merges the forge may sign is said by --allowed-signers; give both");
        }
        if (!onRewrite.equals("follow") && !onRewrite.equals("hold")) {
            throw wrong("--on-rewrite=" + onRewrite + ": expected follow or hold");
        }
        return new ServeSettings.Following(
                RewritePolicy.valueOf(onRewrite.toUpperCase(Locale.ROOT)),
                Optional.ofNullable(allowedSigners),
                Optional.ofNullable(forgeSigners));
    }

    GitOrigin origin() {
        try {
            return GitOrigin.of(repo, revision(), path);
        } catch (SourceException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private GitRevision revision() {
        if (Stream.of(commit == null ? branch : null, tag, ref, commit)
                        .filter(given -> given != null)
                        .count()
                > 1) {
            throw wrong("--branch, --tag, --ref and --commit exclude each other, but for --commit with --branch");
        }
        if (tag != null) {
            return GitRevision.tag(tag);
        }
        if (ref != null) {
            return GitRevision.ref(ref);
        }
        var name = branch == null ? DEFAULT_BRANCH : branch;
        return commit == null ? GitRevision.branch(name) : GitRevision.commit(commit, name);
    }

    private GitAccess access() {
        var files = new EnumMap<CredentialFile, Path>(CredentialFile.class);
        put(files, CredentialFile.PASSWORD, passwordFile);
        put(files, CredentialFile.BEARER, bearerFile);
        put(files, CredentialFile.CA, caFile);
        put(files, CredentialFile.CLIENT_CERT, clientCertFile);
        put(files, CredentialFile.CLIENT_KEY, clientKeyFile);
        put(files, CredentialFile.SSH_KEY, sshKeyFile);
        put(files, CredentialFile.SSH_PASSPHRASE, sshPassphraseFile);
        put(files, CredentialFile.KNOWN_HOSTS, knownHostsFile);
        put(files, CredentialFile.PROXY_PASSWORD, proxyPasswordFile);
        return new GitAccess(Optional.ofNullable(username), files, proxy());
    }

    private static void put(Map<CredentialFile, Path> files, CredentialFile file, @Nullable Path path) {
        if (path != null) {
            files.put(file, path);
        }
    }

    /** The message must not repeat what was given: it may hold a password. */
    private Optional<URI> proxy() {
        try {
            return proxy == null ? Optional.empty() : Optional.of(new URI(proxy));
        } catch (URISyntaxException e) {
            throw wrong("--git-proxy: expected http://host:port or http://user@host:port");
        }
    }

    private FetchLimits limits() {
        if (fetchTimeout.compareTo(LEAST_TIMEOUT) < 0) {
            throw wrong("--fetch-timeout=" + fetchTimeout.toMillis() + "ms: expected at least 1s, for example 60s");
        }
        var size = SIZE.matcher(fetchMaxBytes);
        if (!size.matches()) {
            throw wrong("--fetch-max-bytes=" + fetchMaxBytes + ": expected a size such as 512MiB or 2GiB");
        }
        var bytes = Long.parseLong(size.group(1)) << SHIFTS.getOrDefault(size.group(2), 0);
        if (bytes <= 0) {
            throw wrong("--fetch-max-bytes=" + fetchMaxBytes + ": expected more than nothing, for example 512MiB");
        }
        return new FetchLimits(fetchTimeout, bytes);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
