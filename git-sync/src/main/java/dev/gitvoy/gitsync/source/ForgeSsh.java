package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.ProxyData;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * Sessions with one forge over SSH, for one fetch: with the one key and the known hosts that were given, within the deadline
 * and the budget. Nothing is read from a home folder, no agent is asked, no other way to log in is tried.
 */
final class ForgeSsh extends SshSessionFactory implements AutoCloseable {
    private final SshdSessionFactory sessions;
    private final KnownHosts knownHosts;
    private final Deadline deadline;
    private final ByteBudget budget;

    /** @param nowhere a folder that does not exist, for what looks into a home folder */
    ForgeSsh(Secrets secrets, Path nowhere, Deadline deadline, ByteBudget budget) throws SourceException {
        this.deadline = deadline;
        this.budget = budget;
        this.knownHosts = new KnownHosts(secrets.access().files().get(CredentialFile.KNOWN_HOSTS));
        List<KeyPair> keys = List.of(secrets.sshKey());
        this.sessions = new SshdSessionFactoryBuilder()
                .setHomeDirectory(nowhere.toFile())
                .setSshDirectory(nowhere.toFile())
                .setConfigStoreFactory((home, config, user) -> null)
                .setConfigFile(ssh -> null)
                .setPreferredAuthentications("publickey")
                .setDefaultIdentities(ssh -> List.of())
                .setDefaultKeysProvider(ssh -> keys)
                .setServerKeyDatabase((home, ssh) -> knownHosts)
                .setConnectorFactory(null)
                .setProxyDataFactory(remote -> proxy(secrets))
                .build(null);
    }

    private static @Nullable ProxyData proxy(Secrets secrets) {
        return secrets.access()
                .proxy()
                .map(address -> new ProxyData(
                        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.getHost(), address.getPort())),
                        address.getUserInfo(),
                        secrets.proxyPassword().orElse(null)))
                .orElse(null);
    }

    @Override
    public String getType() {
        return sessions.getType();
    }

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider credentials, FS fs, int millis)
            throws TransportException {
        // On a thread of its own: only there can connecting and logging in be interrupted, which have no common
        // timeout.
        var session = new CompletableFuture<SshdSession>();
        var thread = new Thread(() -> connect(uri, fs, session), "gitvoy-ssh-connect");
        thread.setDaemon(true);
        thread.start();
        try {
            return new Session(session.get(deadline.millisLeft(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw problem(uri, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            session.cancel(false);
            thread.interrupt();
            throw new TransportException(uri, "no answer in time", e);
        } catch (InterruptedException e) {
            session.cancel(false);
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new TransportException(uri, "interrupted", e);
        }
    }

    private void connect(URIish uri, FS fs, CompletableFuture<SshdSession> result) {
        try {
            // No provider of credentials: JGit denies what it would ask about.
            var session = sessions.getSession(uri, null, fs, deadline.millisLeft());
            if (!result.complete(session)) {
                session.disconnect();
            }
        } catch (TransportException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private ForgeException problem(URIish uri, Throwable problem) {
        var host = uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : "");
        if (knownHosts.refusal() != null) {
            return new ForgeException(SourceFailure.REFUSED, "cannot be reached: " + knownHosts.refusal(), problem);
        }
        for (var cause : NetworkProblem.causes(problem)) {
            if (cause instanceof SshException ssh
                    && (ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                            || ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_AUTH_CANCELLED_BY_USER
                            || ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_ILLEGAL_USER_NAME)) {
                return new ForgeException(
                        SourceFailure.AUTHENTICATION,
                        "does not accept the key (" + uri.getUser() + "@" + host
                                + "); add its public key there, or change " + CredentialFile.SSH_KEY.option()
                                + "; it is asked again when a file changes",
                        problem);
            }
        }
        return NetworkProblem.of(problem, host);
    }

    @Override
    public void close() {
        sessions.close();
    }

    /** A session whose streams are counted and end with the deadline. */
    private final class Session implements RemoteSession2 {
        private final SshdSession session;

        Session(SshdSession session) {
            this.session = session;
            deadline.cut(session::disconnect);
        }

        @Override
        public Process exec(String command, int timeout) throws IOException {
            return limited(session.exec(command, deadline.secondsLeft()));
        }

        @Override
        public Process exec(String command, Map<String, String> environment, int timeout) throws IOException {
            return limited(session.exec(command, environment, deadline.secondsLeft()));
        }

        private Process limited(Process process) {
            deadline.cut(process::destroy);
            return new LimitedProcess(process, budget.limit(process.getInputStream()));
        }

        @Override
        public void disconnect() {
            session.disconnect();
        }
    }

    private static final class LimitedProcess extends Process {
        private final Process process;
        private final InputStream input;

        LimitedProcess(Process process, InputStream input) {
            this.process = process;
            this.input = input;
        }

        @Override
        public InputStream getInputStream() {
            return input;
        }

        @Override
        public OutputStream getOutputStream() {
            return process.getOutputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return process.getErrorStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            return process.waitFor(timeout, unit);
        }

        @Override
        public int exitValue() {
            return process.exitValue();
        }

        @Override
        public void destroy() {
            process.destroy();
        }
    }
}
