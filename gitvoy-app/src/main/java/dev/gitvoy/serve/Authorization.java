package dev.gitvoy.serve;

import com.google.protobuf.MessageLite;
import dev.gitvoy.authz.identity.KeyStore;
import dev.gitvoy.authz.identity.MemoryKeyStore;
import dev.gitvoy.authz.identity.Pepper;
import dev.gitvoy.authz.identity.RedisKeyStore;
import dev.gitvoy.authz.policy.LivePolicies;
import dev.gitvoy.authz.service.AuthorizationService;
import dev.gitvoy.authz.service.AuthzStats;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** The authorization service, wired. */
final class Authorization implements AutoCloseable {
    /** Half of Envoy's default deadline. */
    private static final Duration WARM = Duration.ofMillis(100);

    private final LivePolicies policies = new LivePolicies();
    private final AuthzStats stats = new AuthzStats();
    private final KeyStore keys;
    private final AuthorizationService service;

    private Authorization(KeyStore keys, Pepper pepper) {
        this.keys = keys;
        this.service = new AuthorizationService(policies, keys, pepper, InstantSource.system(), stats);
    }

    static Authorization open(ServeSettings settings) throws StartException {
        var file = settings.pepper().orElseGet(() -> settings.stateDir().resolve("authz.pepper"));
        try {
            var pepper = Pepper.readOrCreate(file);
            return new Authorization(
                    settings.store()
                            .redis()
                            .<KeyStore>map(address -> RedisKeyStore.connect(address, settings.storeTimeout()))
                            .orElseGet(MemoryKeyStore::new),
                    pepper);
        } catch (IOException e) {
            throw new StartException("--authz-pepper-file=" + file + ": cannot be read or made: " + e.getMessage(), e);
        }
    }

    LivePolicies policies() {
        return policies;
    }

    AuthzStats stats() {
        return stats;
    }

    AuthorizationService service() {
        return service;
    }

    /** @param address where it listens */
    WarmUp.Service warmUp(InetSocketAddress address) {
        return new WarmUp.Service(
                address,
                AuthorizationGrpc.getCheckMethod().getFullMethodName(),
                service.warmUpRequests().stream().map(MessageLite::toByteArray).toList(),
                WARM,
                CompletableFuture.completedFuture(null));
    }

    @Override
    public void close() {
        keys.close();
    }
}
