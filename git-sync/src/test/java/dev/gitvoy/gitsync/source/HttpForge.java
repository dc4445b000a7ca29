package dev.gitvoy.gitsync.source;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A forge that speaks Git's smart HTTP protocol, and whatever a test makes it answer instead. */
final class HttpForge implements AutoCloseable {
    private final ServerConnector connector;
    private final String scheme;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answer answer = (request, response) -> false;

    /** What was asked. */
    record Request(String method, String path, Optional<String> authorization) {}

    /** Answers instead of the repository, if it returns true. */
    interface Answer {
        boolean to(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    private HttpForge(Path repository, String scheme, ServerConnector connector, Server server) throws Exception {
        this.scheme = scheme;
        this.connector = connector;
        var servlet = new GitServlet();
        servlet.setRepositoryResolver((request, name) -> {
            try {
                return new FileRepositoryBuilder()
                        .setMustExist(true)
                        .setGitDir(repository.resolve(".git").toFile())
                        .build();
            } catch (IOException e) {
                throw new RepositoryNotFoundException(name, e);
            }
        });
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/git/*");
        Filter filter = (request, response, chain) -> {
            var http = (HttpServletRequest) request;
            requests.add(new Request(
                    http.getMethod(), http.getRequestURI(), Optional.ofNullable(http.getHeader("Authorization"))));
            if (!answer.to(http, (HttpServletResponse) response)) {
                chain.doFilter(request, response);
            }
        };
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
    }

    static HttpForge http(Path repository) throws Exception {
        var server = new Server();
        return new HttpForge(repository, "http", new ServerConnector(server), server);
    }

    /** @param clients who has to show a certificate of this authority; empty for nobody */
    static HttpForge https(Path repository, TestAuthority.Identity identity, Optional<TestAuthority> clients)
            throws Exception {
        var tls = new SslContextFactory.Server();
        tls.setKeyStore(identity.keyStore());
        tls.setKeyStorePassword("");
        if (clients.isPresent()) {
            tls.setTrustStore(clients.get().trustStore());
            tls.setNeedClientAuth(true);
        }
        var server = new Server();
        var connector = new ServerConnector(
                server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(new HttpConfiguration()));
        return new HttpForge(repository, "https", connector, server);
    }

    String address() {
        return scheme + "://127.0.0.1:" + port() + "/git/config.git";
    }

    int port() {
        return connector.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    void answer(Answer other) {
        answer = other;
    }

    void answer(int status) {
        answer((request, response) -> {
            response.setStatus(status);
            return true;
        });
    }

    void answerAsUsual() {
        answer((request, response) -> false);
    }

    /** Refuses, as a forge does, whoever does not say this. */
    void require(String authorization) {
        answer((request, response) -> {
            if (authorization.equals(request.getHeader("Authorization"))) {
                return false;
            }
            response.setHeader("WWW-Authenticate", "Basic realm=\"forge\"");
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return true;
        });
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            connector.getServer().stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
