package dev.gitvoy.gitsync.source;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.eclipse.jgit.internal.transport.sshd.OpenSshServerKeyDatabase;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/** A file of known hosts, read and never written. Remembers why a host was refused, which JGit does not tell. */
final class KnownHosts implements ServerKeyDatabase {
    private final Path file;
    private final ServerKeyDatabase hosts;
    private volatile @Nullable String refusal;

    KnownHosts(@Nullable Path file) {
        if (file == null) {
            throw new IllegalArgumentException("no file of known hosts");
        }
        this.file = file;
        this.hosts = new OpenSshServerKeyDatabase(false, List.of(file));
    }

    /** Null when no host was refused. */
    @Nullable
    String refusal() {
        return refusal;
    }

    @Override
    public List<PublicKey> lookup(String host, InetSocketAddress address, Configuration configuration) {
        return hosts.lookup(host, address, configuration);
    }

    @Override
    public boolean accept(
            String host,
            InetSocketAddress address,
            PublicKey key,
            Configuration configuration,
            @Nullable CredentialsProvider ignored) {
        if (hosts.accept(host, address, key, new Strict(configuration), null)) {
            return true;
        }
        var name = address.getPort() == 22
                ? address.getHostString()
                : "-p " + address.getPort() + " " + address.getHostString();
        var print = KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
        refusal = lookup(host, address, configuration).isEmpty()
                ? "its host key is not in " + file + "; it shows " + print
                        + ": compare that with what the forge publishes, then add what \"ssh-keyscan " + name
                        + "\" prints"
                : "its host key is another one than in " + file + "; it shows " + print
                        + ": somebody may be in between. If the forge says that its key has changed, replace the line by"
                        + " what \"ssh-keyscan " + name + "\" prints";
        return false;
    }

    /** What no configuration of SSH may weaken. */
    private record Strict(Configuration configuration) implements Configuration {
        @Override
        public List<String> getUserKnownHostsFiles() {
            return List.of();
        }

        @Override
        public List<String> getGlobalKnownHostsFiles() {
            return List.of();
        }

        @Override
        public StrictHostKeyChecking getStrictHostKeyChecking() {
            return StrictHostKeyChecking.REQUIRE_MATCH;
        }

        @Override
        public boolean getHashKnownHosts() {
            return false;
        }

        @Override
        public String getUsername() {
            return configuration.getUsername();
        }
    }
}
