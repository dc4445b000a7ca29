package dev.gitvoy.gitsync.source;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * Which branch of which repository, and where in it the configuration lies.
 *
 * @param url a local path, {@code file://} or {@code https://}; {@code http://} for this machine only
 * @param name the branch, without {@code refs/heads/}
 * @param folder path of the configuration's root in the repository, empty for the repository's own root
 */
public record GitBranch(String url, String name, String folder) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    public GitBranch {
        while (folder.endsWith("/")) {
            folder = folder.substring(0, folder.length() - 1);
        }
    }

    /** @throws SourceException when the address is not understood or of a kind that is not fetched from */
    public static GitBranch of(String url, String name, String folder) throws SourceException {
        try {
            var parsed = new URIish(url);
            var scheme = parsed.getScheme();
            if (scheme == null && parsed.isRemote()) {
                scheme = "ssh";
            }
            boolean allowed = scheme == null
                    || scheme.equals("file")
                    || scheme.equals("https")
                    || (scheme.equals("http") && LOOPBACK.contains(parsed.getHost()));
            if (!allowed) {
                throw new SourceException("--repo=" + withoutPassword(parsed) + ": " + scheme
                        + " is not supported; use https:// or a local path");
            }
            // JGit would look for a relative path beside its own repository.
            var address =
                    scheme == null ? Path.of(url).toAbsolutePath().normalize().toString() : url;
            return new GitBranch(address, name, folder);
        } catch (URISyntaxException e) {
            throw new SourceException("--repo: not an address or a path: " + e.getReason(), e);
        }
    }

    /** Whether a local path is a Git repository, bare or with a work tree. */
    public static boolean isRepository(File path) {
        IsolatedGit.install();
        return FileKey.resolve(path, FS.DETECTED) != null;
    }

    /** Whether fetching crosses no network. */
    public boolean isLocal() {
        return !url.startsWith("https:") && !url.startsWith("http:");
    }

    String displayUrl() {
        try {
            return withoutPassword(new URIish(url));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String withoutPassword(URIish url) {
        return url.setPass(null).toString();
    }

    /** Path of a file as the configuration sees it. */
    String withinFolder(String path) {
        return folder.isEmpty() ? path : path.substring(folder.length() + 1);
    }

    /** A short name for the origin of commits, fit for a ref or a folder. */
    public String originId() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var bytes = digest.digest((displayUrl() + "\n" + name + "\n" + folder).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
