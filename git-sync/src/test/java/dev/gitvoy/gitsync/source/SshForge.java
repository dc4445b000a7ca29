package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/** A forge that speaks Git over SSH: one repository, for those whose keys it knows. */
final class SshForge implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path repository;
    private final Set<PublicKey> authorized = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<KeyPair> hostKeys = new ArrayList<>();
    private volatile boolean stalls;

    SshForge(Path repository) throws Exception {
        this.repository = repository;
        hostKeys.add(ed25519());
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        server.setPublickeyAuthenticator((user, key, session) -> {
            connections.incrementAndGet();
            return authorized.stream().anyMatch(known -> KeyUtils.compareKeys(known, key));
        });
        server.setCommandFactory((channel, command) -> new UploadPackCommand(command));
        server.start();
    }

    static KeyPair ed25519() throws GeneralSecurityException {
        return SecurityUtils.getKeyPairGenerator("Ed25519").generateKeyPair();
    }

    static KeyPair rsa() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    static KeyPair ecdsa() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        return generator.generateKeyPair();
    }

    /** @param passphrase null for a key in the clear */
    static Path writeOpenSsh(KeyPair key, @Nullable String passphrase, Path file)
            throws IOException, GeneralSecurityException {
        OpenSSHKeyEncryptionContext encryption = null;
        if (passphrase != null) {
            encryption = new OpenSSHKeyEncryptionContext();
            encryption.setPassword(passphrase);
            encryption.setCipherType("256");
        }
        try (var out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", encryption, out);
        }
        return file;
    }

    void authorize(KeyPair key) {
        authorized.add(key.getPublic());
    }

    /** Shows another host key from now on. */
    void changeHostKey() throws GeneralSecurityException {
        hostKeys.set(0, ed25519());
    }

    /** Lets everybody in and then says nothing. */
    void stall(boolean stall) {
        stalls = stall;
    }

    /** How often somebody tried to log in. */
    int logins() {
        return connections.get();
    }

    int port() {
        return server.getPort();
    }

    Path writeKnownHosts(Path file, int port) throws IOException {
        return Files.writeString(
                file,
                "[127.0.0.1]:" + port + " "
                        + PublicKeyEntry.toString(hostKeys.get(0).getPublic()) + "\n");
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code git-upload-pack}, on a thread of its own. */
    private final class UploadPackCommand implements Command, Runnable {
        private final String command;
        private @Nullable InputStream in;
        private @Nullable OutputStream out;
        private @Nullable OutputStream err;
        private @Nullable ExitCallback exit;
        private @Nullable Environment environment;

        UploadPackCommand(String command) {
            this.command = command;
        }

        @Override
        public void start(ChannelSession channel, Environment given) {
            environment = given;
            if (!stalls) {
                new Thread(this, "upload-pack").start();
            }
        }

        @Override
        public void run() {
            int status = 0;
            try (var git = Git.open(repository.toFile())) {
                if (!command.startsWith("git-upload-pack ")) {
                    throw new IOException(command);
                }
                var uploadPack = new UploadPack(git.getRepository());
                var protocol = given(environment).getEnv().get("GIT_PROTOCOL");
                if (protocol != null) {
                    uploadPack.setExtraParameters(List.of(protocol.split(":")));
                }
                uploadPack.upload(given(in), given(out), given(err));
            } catch (IOException | RuntimeException e) {
                status = 128;
            }
            given(exit).onExit(status);
        }

        private static <T> T given(@Nullable T value) {
            if (value == null) {
                throw new IllegalStateException();
            }
            return value;
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            err = stream;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void destroy(ChannelSession channel) {}
    }
}
