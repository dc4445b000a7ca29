package dev.gitvoy.authz.service;

import com.google.protobuf.Timestamp;
import dev.gitvoy.authz.decision.CanonicalRequest;
import dev.gitvoy.authz.decision.Decision;
import dev.gitvoy.authz.decision.Decisions;
import dev.gitvoy.authz.decision.RefusedRequestException;
import dev.gitvoy.authz.identity.Identity;
import dev.gitvoy.authz.identity.KeyStore;
import dev.gitvoy.authz.identity.Pepper;
import dev.gitvoy.authz.policy.IdentityDefinition;
import dev.gitvoy.authz.policy.LivePolicies;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Envoy's external authorization over gRPC: makes the request canonical, finds its policy, finds out who is asking, decides.
 * Whatever goes wrong on the way denies. Handlers run on event loops and never block.
 */
public final class AuthorizationService extends AuthorizationGrpc.AuthorizationImplBase {
    private static final Logger log = LoggerFactory.getLogger(AuthorizationService.class);

    private final LivePolicies policies;
    private final Authenticator authenticator;
    private final AuthzStats stats;

    public AuthorizationService(
            LivePolicies policies, KeyStore keys, Pepper pepper, InstantSource clock, AuthzStats stats) {
        this.policies = policies;
        this.authenticator = new Authenticator(keys, pepper, clock);
        this.stats = stats;
    }

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> responses) {
        CompletionStage<Decision> decision;
        try {
            decision = decide(request);
        } catch (RefusedRequestException e) {
            decision = CompletableFuture.completedStage(Decision.Denied.badRequest(e.reason()));
        } catch (RuntimeException | StackOverflowError e) {
            decision = CompletableFuture.failedStage(e);
        }
        boolean counts = !policies.isWarmUp(
                request.getAttributes().getRequest().getHttp().getHeadersMap());
        var unused = decision.whenComplete((made, failure) -> {
            var answer = made == null ? afterFailure(failure) : made;
            if (counts) {
                count(answer);
            }
            try {
                send(answer, responses);
            } catch (RuntimeException e) {
                // An answer that cannot be built must still be an answer: silence may let the request pass.
                log.atError().setCause(e).log("a decision could not be told, and was made a denial");
                send(Decision.Denied.FAILED, responses);
            }
        });
    }

    private CompletionStage<Decision> decide(CheckRequest check) throws RefusedRequestException {
        if (!policies.loaded()) {
            return CompletableFuture.completedStage(Decision.Denied.UNAVAILABLE);
        }
        var request = CanonicalRequest.of(check.getAttributes());
        boolean notOurs = request.host().equals(LivePolicies.WARM_UP_HOST)
                && !policies.isWarmUp(
                        check.getAttributes().getRequest().getHttp().getHeadersMap());
        if (notOurs) {
            return CompletableFuture.completedStage(Decision.Denied.FORBIDDEN);
        }
        var found = policies.find(request.host(), request.segments(), request.method());
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(Decision.Denied.FORBIDDEN);
        }
        return authenticator
                .authenticate(found.get(), request)
                .thenApply(identity -> decide(found.get(), request, identity));
    }

    private static Decision decide(LivePolicies.Found found, CanonicalRequest request, Optional<Identity> identity) {
        return identity.isPresent()
                ? Decisions.decide(found, request, identity.get())
                : Decision.Denied.UNAUTHENTICATED;
    }

    private Decision afterFailure(@Nullable Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Authenticator.StoreDownException storeDown) {
            stats.storeFailures.increment();
            return storeDown.then() == IdentityDefinition.OnStoreDown.DELEGATE
                    ? new Decision.Undecided()
                    : Decision.Denied.UNAVAILABLE;
        }
        stats.errors.increment();
        log.atError().setCause(cause).log("a check failed unexpectedly, and was denied");
        return Decision.Denied.FAILED;
    }

    private void count(Decision decision) {
        if (decision instanceof Decision.Allowed) {
            stats.allowed.increment();
        } else {
            stats.denied.increment();
        }
    }

    private static void send(Decision decision, StreamObserver<CheckResponse> responses) {
        if (((ServerCallStreamObserver<CheckResponse>) responses).isCancelled()) {
            return;
        }
        if (decision instanceof Decision.Allowed allowed) {
            responses.onNext(CheckAnswer.allowed(allowed));
            responses.onCompleted();
        } else if (decision instanceof Decision.Denied denied) {
            responses.onNext(CheckAnswer.denied(denied));
            responses.onCompleted();
        } else {
            responses.onError(Status.UNAVAILABLE
                    .withDescription("the store of keys does not answer")
                    .asRuntimeException());
        }
    }

    /** Requests that go the whole way, with all that an Envoy sends, and are let in for the secret that only this process knows. */
    public List<CheckRequest> warmUpRequests() {
        return List.of("/a/b/c", "/a/%7Eb", "/none").stream()
                .map(path -> CheckRequest.newBuilder()
                        .setAttributes(AttributeContext.newBuilder()
                                .setSource(warmUpPeer())
                                .setDestination(warmUpPeer())
                                .setRequest(AttributeContext.Request.newBuilder()
                                        .setTime(Timestamp.newBuilder().setSeconds(1))
                                        .setHttp(AttributeContext.HttpRequest.newBuilder()
                                                .setId("1")
                                                .setMethod("GET")
                                                .setHost(LivePolicies.WARM_UP_HOST)
                                                .setPath(path)
                                                .setScheme("http")
                                                .setProtocol("HTTP/1.1")
                                                .putHeaders(LivePolicies.WARM_UP_HEADER, policies.warmUpSecret())))
                                .setMetadataContext(Metadata.getDefaultInstance())
                                .setRouteMetadataContext(Metadata.getDefaultInstance()))
                        .build())
                .toList();
    }

    private static AttributeContext.Peer warmUpPeer() {
        return AttributeContext.Peer.newBuilder()
                .setAddress(Address.newBuilder()
                        .setSocketAddress(SocketAddress.newBuilder()
                                .setAddress("127.0.0.1")
                                .setPortValue(1)))
                .build();
    }
}
