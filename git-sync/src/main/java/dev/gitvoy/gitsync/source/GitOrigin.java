package dev.gitvoy.gitsync.source;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * Where commits come from: which repository, what of it, and where in it the configuration lies.
 *
 * @param url a local path, {@code file://}, {@code https://}, {@code ssh://} or {@code user@host:path}; {@code http://} for
 *     this machine only; without a password
 * @param folder path of the configuration's root in the repository, empty for the repository's own root
 */
public record GitOrigin(String url, GitRevision revision, String folder) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final String USE = "use https://, ssh:// or a local path";

    public GitOrigin {
        while (folder.endsWith("/")) {
            folder = folder.substring(0, folder.length() - 1);
        }
    }

    /** @throws SourceException when the address is not understood or of a kind that is not fetched from */
    public static GitOrigin of(String url, GitRevision revision, String folder) throws SourceException {
        revision.check();
        // Git would run a program of that name.
        if (url.matches("[A-Za-z0-9]+::.*")) {
            throw new SourceException("--repo: remote helpers (\"NAME::\") are not supported; " + USE);
        }
        try {
            var parsed = new URIish(url);
            var scheme = scheme(parsed);
            switch (scheme == null ? "file" : scheme) {
                case "https" -> checkHttps(parsed);
                case "http" -> {
                    if (!LOOPBACK.contains(parsed.getHost())) {
                        throw new SourceException("--repo=" + bare(parsed)
                                + ": http is for this machine only, for it hides nothing; use https://");
                    }
                    checkHttps(parsed);
                }
                case "ssh" -> checkSsh(parsed);
                case "file" -> checkFile(parsed);
                default ->
                    throw new SourceException(
                            "--repo=" + withoutPassword(parsed) + ": " + scheme + " is not supported; " + USE);
            }
            // JGit would look for a relative path beside its own repository.
            var address =
                    scheme == null ? Path.of(url).toAbsolutePath().normalize().toString() : url;
            return new GitOrigin(address, revision, folder);
        } catch (URISyntaxException e) {
            throw new SourceException("--repo: not an address or a path: " + e.getReason(), e);
        } catch (InvalidPathException e) {
            throw new SourceException("--repo: not an address or a path: " + e.getReason(), e);
        }
    }

    /** Null for a path. */
    private static @Nullable String scheme(URIish url) {
        var scheme = url.getScheme();
        if (scheme == null) {
            return url.isRemote() ? "ssh" : null;
        }
        return scheme.toLowerCase(Locale.ROOT);
    }

    private static void checkHttps(URIish url) throws SourceException {
        checkHost(url);
        // A user alone is refused as well: forges take a token as a user, and an address is logged.
        if (url.getUser() != null || url.getPass() != null) {
            throw new SourceException("--repo=" + bare(url)
                    + ": credentials do not belong into the address; give --git-username and --git-password-file");
        }
    }

    private static void checkSsh(URIish url) throws SourceException {
        checkHost(url);
        if (url.getPass() != null) {
            throw new SourceException("--repo=" + bare(url)
                    + ": a password does not belong into the address, and ssh needs none; give --git-ssh-key-file"
                    + " (for https: --git-username and --git-password-file)");
        }
    }

    private static void checkHost(URIish url) throws SourceException {
        if (url.getHost() == null || url.getHost().isEmpty()) {
            throw new SourceException("--repo=" + bare(url) + ": a host is missing");
        }
    }

    private static void checkFile(URIish url) throws SourceException {
        if (url.getPath() != null && Files.isRegularFile(Path.of(url.getPath()))) {
            throw new SourceException(
                    "--repo=" + url.getPath() + ": a file, perhaps a bundle; expected a Git repository or a folder");
        }
    }

    /** Whether a local path is a Git repository, bare or with a work tree. */
    public static boolean isRepository(File path) {
        IsolatedGit.install();
        return FileKey.resolve(path, FS.DETECTED) != null;
    }

    /** Whether fetching crosses no network. */
    public boolean isLocal() {
        return !isHttp() && !isSsh();
    }

    boolean isHttp() {
        var scheme = scheme(uri());
        return "https".equals(scheme) || "http".equals(scheme);
    }

    boolean isSsh() {
        return "ssh".equals(scheme(uri()));
    }

    URIish uri() {
        try {
            return new URIish(url);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    String displayUrl() {
        return withoutPassword(uri());
    }

    private static String withoutPassword(URIish url) {
        return url.setPass(null).toString();
    }

    private static String bare(URIish url) {
        return url.setUser(null).setPass(null).toString();
    }

    /** Path of a file as the configuration sees it. */
    String withinFolder(String path) {
        return folder.isEmpty() ? path : path.substring(folder.length() + 1);
    }

    /** A short name for the origin of commits, fit for a ref or a folder. */
    public String originId() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var text = displayUrl() + "\n" + revision.key() + "\n" + folder;
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
