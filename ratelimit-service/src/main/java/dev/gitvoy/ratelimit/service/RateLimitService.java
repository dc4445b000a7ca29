package dev.gitvoy.ratelimit.service;

import dev.gitvoy.ratelimit.rule.LiveRules;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Envoy's rate limit service over gRPC. Handlers run on event loops and never block. */
public final class RateLimitService extends RateLimitServiceGrpc.RateLimitServiceImplBase {
    private final RateLimiter limiter;

    public RateLimitService(RateLimiter limiter) {
        this.limiter = limiter;
    }

    @Override
    public void shouldRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> responses) {
        limiter.shouldRateLimit(request, new RateLimiter.Reply() {
            @Override
            public void answer(RateLimitResponse response) {
                if (!isCancelled(responses)) {
                    responses.onNext(response);
                    responses.onCompleted();
                }
            }

            @Override
            public void fail(Status error) {
                if (!isCancelled(responses)) {
                    responses.onError(error.asRuntimeException());
                }
            }
        });
    }

    private static boolean isCancelled(StreamObserver<RateLimitResponse> responses) {
        return ((ServerCallStreamObserver<RateLimitResponse>) responses).isCancelled();
    }

    /** Requests that go the whole way, counters included, and count against nobody. */
    public static List<RateLimitRequest> warmUpRequests() {
        return List.of("any", "a-to-z", "a").stream()
                .map(value -> RateLimitRequest.newBuilder()
                        .setDomain(LiveRules.WARM_UP_DOMAIN)
                        .addDescriptors(descriptor(value))
                        .addDescriptors(descriptor("other"))
                        .build())
                .toList();
    }

    private static RateLimitDescriptor descriptor(String value) {
        return RateLimitDescriptor.newBuilder()
                .addEntries(
                        RateLimitDescriptor.Entry.newBuilder().setKey("warm-up").setValue(value))
                .build();
    }
}
