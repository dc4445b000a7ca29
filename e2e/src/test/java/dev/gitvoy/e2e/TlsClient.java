package dev.gitvoy.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that connects again and again over TLS, asks once each time, and notes who answered. A thread of its own. */
final class TlsClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final int port;
    private final SSLContext context;
    private final Thread thread = new Thread(this::run, "tls-client");
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean running = true;
    private volatile int latest;
    private final AtomicInteger answers = new AtomicInteger();

    private TlsClient(int port) throws GeneralSecurityException {
        this.port = port;
        this.context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
    }

    static TlsClient start(int port) throws GeneralSecurityException {
        var client = new TlsClient(port);
        client.thread.setDaemon(true);
        client.thread.start();
        return client;
    }

    /** Waits until this serial number is presented. */
    void await(int serial) {
        Waiting.soon("certificate " + serial + " is presented").until(() -> latest == serial);
    }

    /** Waits until there have been so many more answers. */
    void awaitMore(int number) {
        int before = answers.get();
        Waiting.soon("more answers over TLS").until(() -> answers.get() >= before + number);
    }

    /** The serial number that was presented last. */
    int latest() {
        return latest;
    }

    /** All that was not an answer of 200. */
    List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        running = false;
        Waiting.soon("the client stops").until(() -> !thread.isAlive());
    }

    private void run() {
        while (running) {
            try (var socket =
                    (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.startHandshake();
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                if (!answer.startsWith("HTTP/1.1 200 ")) {
                    failures.add(answer);
                }
                latest = ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                        .getSerialNumber()
                        .intValueExact();
                answers.incrementAndGet();
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    /** Only the test's own Envoy is asked. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
