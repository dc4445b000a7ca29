package dev.gitvoy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;

/** A forge's door for those with a key: an SSH server that runs this machine's {@code git upload-pack}. */
final class SshFront implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path repository;
    private final Path clientKey;
    private final Path knownHosts;

    private SshFront(Path repository, Path directory) throws IOException, GeneralSecurityException {
        this.repository = repository;
        var host = ed25519();
        var client = ed25519();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(client.getPublic(), key));
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        server.start();
        clientKey = directory.resolve("deploy-key");
        try (var out = Files.newOutputStream(clientKey)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(client, "gitvoy", null, out);
        }
        knownHosts = Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(host.getPublic()) + "\n");
    }

    static SshFront before(Path repository, Path directory) {
        try {
            return new SshFront(repository, directory);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ed25519() throws GeneralSecurityException {
        return SecurityUtils.getKeyPairGenerator("Ed25519").generateKeyPair();
    }

    String address() {
        return "ssh://git@127.0.0.1:" + server.getPort() + repository;
    }

    Path clientKey() {
        return clientKey;
    }

    Path knownHosts() {
        return knownHosts;
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
