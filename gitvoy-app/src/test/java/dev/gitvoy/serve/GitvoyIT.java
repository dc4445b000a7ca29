package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running program, seen from its ports. */
class GitvoyIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path temp;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void serving_isToldByHealthAndReadiness() throws Exception {
        try (var gitvoy = Gitvoy.start(settings("../examples/quickstart"))) {
            var readiness = new CompletableFuture<Integer>();
            gitvoy.whenReady(() -> readiness.complete(statusOf(gitvoy, "/readyz")));

            assertThat(readiness.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(200);
            assertThat(get(gitvoy, "/healthz").body()).isEqualTo("ok\n");
            assertThat(get(gitvoy, "/metrics").body()).contains("gitvoy_ready 1.0");
            assertThat(get(gitvoy, "/api/commits/unheard-of").statusCode()).isEqualTo(404);
            withChannel(gitvoy, channel -> {
                assertThat(health(channel)).isEqualTo(ServingStatus.SERVING);
                assertThat(services(channel))
                        .contains(
                                "envoy.service.discovery.v3.AggregatedDiscoveryService",
                                "envoy.service.cluster.v3.ClusterDiscoveryService",
                                "grpc.health.v1.Health");
            });
        }
    }

    @Test
    void repositoryThatCannotBeReachedAtFirst_isTriedUntilItCan() throws Exception {
        var repository = temp.resolve("config");
        try (var gitvoy = Gitvoy.start(settings(repository.toString()))) {
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(get(gitvoy, "/readyz").body())
                            .startsWith("not ready: ")
                            .contains(repository.toString())
                            .contains("cannot be reached"));
            assertThat(get(gitvoy, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(gitvoy, "/healthz").statusCode()).isEqualTo(200);
            withChannel(gitvoy, channel -> assertThat(health(channel)).isEqualTo(ServingStatus.NOT_SERVING));

            makeRepository(repository);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(get(gitvoy, "/readyz").body()).isEqualTo("ready\n"));
        }
    }

    @Test
    void webhook_isAnsweredByAPoll_longBeforeTheNextOne() throws Exception {
        var repository = temp.resolve("config");
        makeRepository(repository);
        var secrets = Files.writeString(temp.resolve("secrets"), "It's a Secret to Everybody\n");
        var settings = settings(repository.toString(), Duration.ofHours(1), Optional.of(secrets));
        try (var gitvoy = Gitvoy.start(settings)) {
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(get(gitvoy, "/readyz").body()).isEqualTo("ready\n"));
            commitTwo(repository);

            var hook = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gitvoy.adminPort() + "/hooks/github"))
                    .timeout(TIMEOUT)
                    // GitHub's own example.
                    .header(
                            "X-Hub-Signature-256",
                            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
                    .POST(HttpRequest.BodyPublishers.ofString("Hello, World!"))
                    .build();
            assertThat(http.send(hook, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);

            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(get(gitvoy, "/api/commits").body()).contains("\"subject\" : \"two\""));
        }
    }

    @Test
    void suspended_holdsWhatIsNew_alsoAfterARestart_untilItResumes() throws Exception {
        var repository = temp.resolve("config");
        makeRepository(repository);
        try (var gitvoy = Gitvoy.start(settings(repository.toString()))) {
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(get(gitvoy, "/readyz").body()).isEqualTo("ready\n"));
            assertThat(order(gitvoy, "suspend").statusCode()).isEqualTo(200);
            commitTwo(repository);
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(get(gitvoy, "/api/status").body()).contains("\"state\" : \"held\""));
        }

        try (var gitvoy = Gitvoy.start(settings(repository.toString()))) {
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(get(gitvoy, "/api/status").body()).contains("\"state\" : \"held\""));
            assertThat(get(gitvoy, "/api/status").body()).contains("\"suspended\" : true");

            assertThat(order(gitvoy, "resume").statusCode()).isEqualTo(200);

            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(get(gitvoy, "/api/status").body()).contains("\"state\" : \"published\""));
        }
    }

    private HttpResponse<String> order(Gitvoy gitvoy, String order) throws IOException, InterruptedException {
        var token = Files.readString(temp.resolve("state/admin.token")).strip();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gitvoy.adminPort() + "/api/" + order))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void commitTwo(Path repository) throws IOException, InterruptedException {
        git(
                repository,
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=ada@example.com",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "two");
    }

    @Test
    void adminToken_isMadeForItsOwnerOnly() throws Exception {
        try (var gitvoy = Gitvoy.start(settings("../examples/quickstart"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("state/admin.token"))))
                    .isEqualTo("rw-------");
            assertThat(get(gitvoy, "/api/status").body()).contains("\"suspended\" : false");
        }
    }

    @Test
    void webhookSecretFile_thatIsMissing_keepsItFromStarting() {
        var settings = settings("../examples/quickstart", Duration.ofSeconds(1), Optional.of(temp.resolve("none")));

        assertThatThrownBy(() -> Gitvoy.start(settings))
                .isInstanceOf(StartException.class)
                .hasMessage("--webhook-secret-file: " + temp.resolve("none") + " does not exist");
    }

    /** A mount that is not there yet is an empty folder; taken for a configuration it would empty every Envoy. */
    @Test
    void repositoryThatBecomesAnEmptyFolder_isAway_andTheCommitServedBeforeIsServed() throws Exception {
        var repository = temp.resolve("config");
        makeRepository(repository);
        var served = "";
        try (var gitvoy = Gitvoy.start(settings(repository.toString()))) {
            await().atMost(TIMEOUT)
                    .untilAsserted(() ->
                            assertThat(get(gitvoy, "/readyz").statusCode()).isEqualTo(200));
            served = commit(gitvoy);
        }
        Files.move(repository, temp.resolve("elsewhere"));
        Files.createDirectory(repository);

        try (var gitvoy = Gitvoy.start(settings(repository.toString()))) {
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(get(gitvoy, "/readyz").body())
                            .isEqualTo("ready (stale: the source does not answer)\n"));

            assertThat(commit(gitvoy)).isEqualTo(served);
        }
    }

    private String commit(Gitvoy gitvoy) throws Exception {
        var status = get(gitvoy, "/api/status").body();
        return status.substring(0, status.indexOf(','));
    }

    private ServeSettings settings(String repository) {
        return settings(repository, Duration.ofMillis(100), Optional.empty());
    }

    private ServeSettings settings(String repository, Duration interval, Optional<Path> webhookSecrets) {
        return new ServeSettings(
                ServeSettings.Repository.at(repository),
                interval,
                temp.resolve("state"),
                Optional.empty(),
                Store.MEMORY,
                Duration.ofSeconds(1),
                Duration.ZERO,
                "127.0.0.1",
                ServeSettings.Ports.FREE,
                Optional.empty(),
                webhookSecrets,
                Optional.empty(),
                Optional.empty());
    }

    private static void makeRepository(Path folder) throws IOException, InterruptedException {
        var made = Files.createDirectories(folder.resolveSibling("made"));
        Files.createDirectories(made.resolve("xds/all"));
        Files.writeString(
                made.resolve("xds/all/a.yaml"),
                "\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster\nname: a\n");
        git(made, "init", "-q", "-b", "main");
        git(made, "add", ".");
        git(made, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "one");
        Files.move(made, folder);
    }

    private static void git(Path folder, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** For callbacks; 0 when there is no answer. */
    private int statusOf(Gitvoy gitvoy, String path) {
        try {
            return get(gitvoy, path).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private HttpResponse<String> get(Gitvoy gitvoy, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gitvoy.adminPort() + path))
                .timeout(TIMEOUT)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private interface ChannelUse {
        void with(ManagedChannel channel);
    }

    private static void withChannel(Gitvoy gitvoy, ChannelUse use) {
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", gitvoy.xdsPort())
                .usePlaintext()
                .build();
        try {
            use.with(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private static ServingStatus health(ManagedChannel channel) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    private static List<String> services(ManagedChannel channel) {
        var names = new CopyOnWriteArrayList<String>();
        var requests = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse response) {
                response.getListServicesResponse().getServiceList().forEach(service -> names.add(service.getName()));
            }

            @Override
            public void onError(Throwable cause) {
                names.add(cause.toString());
            }

            @Override
            public void onCompleted() {}
        });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        requests.onCompleted();
        await().atMost(TIMEOUT).until(() -> !names.isEmpty());
        return names;
    }
}
