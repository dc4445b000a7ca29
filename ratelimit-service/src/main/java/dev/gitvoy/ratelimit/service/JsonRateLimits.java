package dev.gitvoy.ratelimit.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/** The same service as {@code POST /json}: the messages in protobuf's JSON, 200 or 429, and 400 for any error. */
public final class JsonRateLimits {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private final RateLimiter limiter;

    public JsonRateLimits(RateLimiter limiter) {
        this.limiter = limiter;
    }

    /** What to answer over HTTP. */
    public record Answer(int status, String body) {
        private static final Answer BAD_REQUEST = new Answer(400, "Bad Request\n");
    }

    /** The future never fails; it may be completed by any thread. */
    public CompletableFuture<Answer> answer(String body) {
        var answer = new CompletableFuture<Answer>();
        var request = RateLimitRequest.newBuilder();
        try {
            PARSER.merge(body, request);
        } catch (InvalidProtocolBufferException e) {
            answer.complete(Answer.BAD_REQUEST);
            return answer;
        }
        limiter.shouldRateLimit(request.build(), new RateLimiter.Reply() {
            @Override
            public void answer(RateLimitResponse response) {
                answer.complete(json(response));
            }

            @Override
            public void fail(Status error) {
                answer.complete(Answer.BAD_REQUEST);
            }
        });
        return answer;
    }

    private static Answer json(RateLimitResponse response) {
        try {
            int status = response.getOverallCode() == RateLimitResponse.Code.OVER_LIMIT ? 429 : 200;
            return new Answer(status, PRINTER.print(response));
        } catch (InvalidProtocolBufferException e) {
            return Answer.BAD_REQUEST;
        }
    }
}
