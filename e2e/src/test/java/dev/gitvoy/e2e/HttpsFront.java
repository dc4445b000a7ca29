package dev.gitvoy.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A forge's door to the internet: Git's own HTTP backend behind TLS, for one user with a token. */
final class HttpsFront implements AutoCloseable {
    static final String USER = "gitvoy";
    static final String TOKEN = "a-token-of-a-test";

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String PASSWORD = "changeit";

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path certificate;
    private final Path repository;

    private HttpsFront(Path repository, Path directory) throws IOException, GeneralSecurityException {
        this.repository = repository;
        this.certificate = directory.resolve("forge.pem");
        var store = directory.resolve("forge.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var tool = new Command(directory, Map.of(), DEADLINE);
        tool.run(List.of(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "forge",
                "-dname",
                "CN=forge",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        tool.run(List.of(
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "forge",
                "-file",
                certificate.toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    static HttpsFront before(Path repository, Path directory) {
        try {
            return new HttpsFront(repository, directory);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    String address() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/" + repository.getFileName();
    }

    /** The same for the {@code git} of an author. */
    String addressWithToken() {
        return address().replace("https://", "https://" + USER + ":" + TOKEN + "@");
    }

    /** What a client has to trust. */
    Path certificate() {
        return certificate;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var expected = "Basic "
                    + Base64.getEncoder().encodeToString((USER + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));
            if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"forge\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            backend(exchange);
        }
    }

    /** Common Gateway Interface, RFC 3875. */
    private void backend(HttpExchange exchange) throws IOException {
        var builder = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = builder.environment();
        var headers = exchange.getRequestHeaders();
        environment.put(
                "GIT_PROJECT_ROOT", repository.resolveSibling(".").normalize().toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("REMOTE_USER", USER);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put("QUERY_STRING", String.valueOf(exchange.getRequestURI().getRawQuery()));
        copy(headers.getFirst("Content-Type"), "CONTENT_TYPE", environment);
        copy(headers.getFirst("Content-Encoding"), "HTTP_CONTENT_ENCODING", environment);
        copy(headers.getFirst("Git-Protocol"), "GIT_PROTOCOL", environment);
        var body = exchange.getRequestBody().readAllBytes();
        environment.put("CONTENT_LENGTH", Integer.toString(body.length));
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(body);
        }
        try (var out = new BufferedInputStream(process.getInputStream())) {
            int status = 200;
            for (var line = line(out); !line.isEmpty(); line = line(out)) {
                var name = line.substring(0, line.indexOf(':'));
                var value = line.substring(name.length() + 1).strip();
                if (name.equals("Status")) {
                    status = Integer.parseInt(value.substring(0, 3));
                } else {
                    exchange.getResponseHeaders().add(name, value);
                }
            }
            exchange.sendResponseHeaders(status, 0);
            out.transferTo(exchange.getResponseBody());
        }
    }

    private static void copy(String value, String name, Map<String, String> environment) {
        if (value != null) {
            environment.put(name, value);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
