package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.HttpsURLConnection;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one forge over HTTP, for one fetch: with the credentials, through the proxy, within the deadline and the
 * budget. Nothing is taken from the JVM's proxy settings or its authenticator.
 */
final class ForgeHttp implements HttpConnectionFactory {
    private final Secrets secrets;
    private final ProxyLogin proxyLogin;
    private final Deadline deadline;
    private final ByteBudget budget;
    private final Optional<String> authorization;
    private @Nullable URL forge;

    /** @param proxyLogin one for the life of a source: the JDK remembers what it was told by the object that told it */
    ForgeHttp(Secrets secrets, ProxyLogin proxyLogin, Deadline deadline, ByteBudget budget) throws SourceException {
        this.secrets = secrets;
        this.proxyLogin = proxyLogin;
        this.deadline = deadline;
        this.budget = budget;
        this.authorization = secrets.authorization();
        proxyLogin.use(secrets);
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy ofTheJvm) throws IOException {
        deadline.check();
        // The first is the one that was asked for; JGit asks for others when it follows a redirect.
        if (forge == null) {
            forge = url;
        } else if (!isSameServer(forge, url)) {
            throw ForgeHttpConnection.redirectedTo(url);
        }
        if (!(url.openConnection(proxy()) instanceof HttpURLConnection http)) {
            throw new IOException("not HTTP: " + url.getProtocol());
        }
        http.setAuthenticator(proxyLogin);
        if (http instanceof HttpsURLConnection https) {
            try {
                https.setSSLSocketFactory(secrets.tls());
            } catch (SourceException e) {
                throw new ForgeException(e.failure(), "cannot be fetched: " + e.getMessage(), e);
            }
        }
        authorization.ifPresent(value -> http.setRequestProperty("Authorization", value));
        deadline.cut(http::disconnect);
        return new ForgeHttpConnection(http, deadline, budget, authorization.isPresent());
    }

    private Proxy proxy() {
        return secrets.access()
                .proxy()
                .map(address -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.getHost(), address.getPort())))
                .orElse(Proxy.NO_PROXY);
    }

    static boolean isSameServer(URL one, URL other) {
        return one.getProtocol().equals(other.getProtocol())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URL url) {
        return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    }

    /** Answers a proxy that asks for a password, and nobody else; once, for the JDK would try a wrong one twenty times. */
    static final class ProxyLogin extends Authenticator {
        private final AtomicBoolean answered = new AtomicBoolean();
        private volatile @Nullable PasswordAuthentication login;

        private void use(Secrets secrets) {
            answered.set(false);
            login = secrets.proxyPassword()
                    .map(password -> new PasswordAuthentication(
                            secrets.access().proxy().orElseThrow().getUserInfo(), password))
                    .orElse(null);
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY && answered.compareAndSet(false, true) ? login : null;
        }
    }
}
