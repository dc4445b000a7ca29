package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.source.ToxicProxy.Kind;
import dev.gitvoy.gitsync.source.ToxicProxy.Toxin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A bad network ends a fetch within its deadline, and leaves nothing behind that hinders the next one. */
class ToxicNetworkTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** What a machine with much else to do may take to notice. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    @TempDir
    private Path temp;

    private TestRepository repository;

    enum Transport {
        HTTP,
        HTTPS,
        SSH
    }

    @BeforeEach
    void makeRepository() throws Exception {
        repository = new TestRepository(temp.resolve("forge"));
        repository.commit("xds/all/noise.yaml", noise(1));
    }

    @AfterEach
    void nobodyWaits() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("gitvoy-ssh-connect");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, DRIP, 0",
        "HTTP, CUT, 300",
        "HTTP, CUT, 9000",
        "HTTP, RESET, 300",
        "HTTP, RESET, 9000",
        "HTTP, BLACK_HOLE, 0",
        "HTTP, HALF_OPEN, 9000",
        "HTTPS, DRIP, 0",
        "HTTPS, BLACK_HOLE, 0",
        "HTTPS, HALF_OPEN, 9000",
        "SSH, DRIP, 0",
        "SSH, CUT, 300",
        "SSH, CUT, 9000",
        "SSH, RESET, 9000",
        "SSH, BLACK_HOLE, 0",
        "SSH, HALF_OPEN, 900",
        "SSH, HALF_OPEN, 9000"
    })
    void toxin_endsTheFetchInTime_andIsForgotten(Transport transport, Kind kind, int after) throws Exception {
        try (var network = new Network(transport)) {
            network.proxy.set(new Toxin(kind, after));
            try (var tester = network.tester(TIMEOUT)) {
                var started = System.nanoTime();

                assertThat(tester.failure())
                        .hasMessageContaining("cannot be reached")
                        .extracting(SourceException::failure)
                        .isEqualTo(SourceFailure.UNREACHABLE);

                assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(TIMEOUT.plus(SLACK));
            }
            network.proxy.set(new Toxin(Kind.NONE, 0));
            try (var tester = network.tester(FetchTester.LIMITS.timeout())) {
                assertThat(tester.contents()).isEqualTo(Map.of("xds/all/noise.yaml", noise(1)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void latency_isBorne(Transport transport) throws Exception {
        try (var network = new Network(transport)) {
            network.proxy.set(new Toxin(Kind.LATENCY, 0));
            try (var tester = network.tester(FetchTester.LIMITS.timeout())) {
                assertThat(tester.contents()).isEqualTo(Map.of("xds/all/noise.yaml", noise(1)));
            }
        }
    }

    /** One source through fifty mishaps, with a new commit for each. */
    @ParameterizedTest
    @EnumSource
    @Tag("full")
    void mishapsWithoutEnd_loseNothing(Transport transport) throws Exception {
        var random = new Random(7);
        try (var network = new Network(transport);
                var tester = network.tester(TIMEOUT.multipliedBy(2))) {
            for (int round = 2; round < 52; round++) {
                repository.commit("xds/all/noise.yaml", noise(round));
                var kinds = Kind.values();
                network.proxy.set(new Toxin(kinds[random.nextInt(kinds.length)], random.nextInt(30_000)));
                var started = System.nanoTime();
                try {
                    tester.contents();
                } catch (SourceException e) {
                    assertThat(e.failure()).isEqualTo(SourceFailure.UNREACHABLE);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - started))
                        .isLessThan(TIMEOUT.multipliedBy(2).plus(SLACK));
                network.proxy.set(new Toxin(Kind.NONE, 0));
                assertThat(healed(tester)).isEqualTo(Map.of("xds/all/noise.yaml", noise(round)));
            }
        }
    }

    /** A machine with much else to do may miss the short deadline without any toxin. */
    private static Map<String, String> healed(FetchTester tester) throws SourceException {
        for (int attempt = 0; attempt < 5; attempt++) {
            try {
                return tester.contents();
            } catch (SourceException e) {
                assertThat(e).hasMessageContaining("--fetch-timeout");
            }
        }
        return tester.contents();
    }

    private static String noise(int seed) {
        var random = new Random(seed);
        return IntStream.range(0, 2000)
                .mapToObj(i -> Long.toHexString(random.nextLong()))
                .collect(Collectors.joining("\n"));
    }

    /** A forge behind a network. */
    private final class Network implements AutoCloseable {
        private final Transport transport;
        private final AutoCloseable forge;
        private final ToxicProxy proxy;
        private final String address;
        private final GitAccess access;

        Network(Transport transport) throws Exception {
            this.transport = transport;
            switch (transport) {
                case HTTP, HTTPS -> {
                    var authority = new TestAuthority("forge");
                    var http = transport == Transport.HTTP
                            ? HttpForge.http(repository.path())
                            : HttpForge.https(repository.path(), authority.server(), Optional.empty());
                    forge = http;
                    proxy = new ToxicProxy(http.port());
                    address = http.address().replace(":" + http.port(), ":" + proxy.port());
                    access = transport == Transport.HTTP
                            ? GitAccess.NONE
                            : FetchTester.files(Map.of(CredentialFile.CA, authority.writeTo(temp.resolve("ca.pem"))));
                }
                default -> {
                    var ssh = new SshForge(repository.path());
                    var key = SshForge.ed25519();
                    ssh.authorize(key);
                    forge = ssh;
                    proxy = new ToxicProxy(ssh.port());
                    address = "ssh://git@127.0.0.1:" + proxy.port() + "/config.git";
                    access = FetchTester.files(Map.of(
                            CredentialFile.SSH_KEY,
                            SshForge.writeOpenSsh(key, null, temp.resolve("id")),
                            CredentialFile.KNOWN_HOSTS,
                            ssh.writeKnownHosts(temp.resolve("known_hosts"), proxy.port())));
                }
            }
        }

        FetchTester tester(Duration timeout) throws SourceException {
            return new FetchTester(
                    temp.resolve("state-" + transport),
                    address,
                    GitRevision.branch("main"),
                    access,
                    new FetchLimits(timeout, 64 << 20));
        }

        @Override
        public void close() {
            proxy.close();
            try {
                forge.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
