package dev.gitvoy.bench.unary;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import java.util.ArrayList;
import java.util.List;

/** What is asked of a service, and the configuration under which it is to say yes. */
enum Question {
    /** Two descriptors a request: a client of ten thousand, and a path of some hundred rules. */
    RATE_LIMIT(RateLimitServiceGrpc.getShouldRateLimitMethod().getFullMethodName(), "ratelimit/edge.yaml") {
        @Override
        String configuration() {
            var yaml = new StringBuilder("""
                    domain: edge
                    descriptors:
                    - key: client
                      rate_limit: {unit: day, requests_per_unit: 100000000}
                    """);
            for (int i = 0; i < RULES; i++) {
                yaml.append("""
                        - key: path
                          value: /v1/things/%d
                          rate_limit: {unit: day, requests_per_unit: 1000000000}
                        """.formatted(i));
            }
            return yaml.toString();
        }

        @Override
        byte[] request(int number) {
            return RateLimitRequest.newBuilder()
                    .setDomain("edge")
                    .addDescriptors(descriptor("client", "client-" + number))
                    .addDescriptors(descriptor("path", "/v1/things/" + number % RULES))
                    .build()
                    .toByteArray();
        }

        private static RateLimitDescriptor descriptor(String key, String value) {
            return RateLimitDescriptor.newBuilder()
                    .addEntries(
                            RateLimitDescriptor.Entry.newBuilder().setKey(key).setValue(value))
                    .build();
        }

        @Override
        boolean isYes(byte[] response) throws InvalidProtocolBufferException {
            var parsed = RateLimitResponse.parseFrom(response);
            return parsed.getOverallCode() == RateLimitResponse.Code.OK
                    && parsed.getStatusesCount() == 2
                    && parsed.getStatuses(0).hasCurrentLimit()
                    && parsed.getStatuses(1).hasCurrentLimit();
        }

        @Override
        Message parse(byte[] request) throws InvalidProtocolBufferException {
            return RateLimitRequest.parseFrom(request);
        }
    },

    /** A request of some 25 headers, for one of some hundred policies, with a CEL condition and a header to set. */
    CHECK(AuthorizationGrpc.getCheckMethod().getFullMethodName(), "authz/policies.yaml") {
        @Override
        String configuration() {
            var yaml = new StringBuilder("""
                    kind: Defaults
                    spec: {identityHeaders: [x-user-id]}
                    identities: {anyone: {anonymous: {}}}
                    """);
            for (int i = 0; i < RULES; i++) {
                yaml.append("""
                        ---
                        kind: Policy
                        metadata: {name: p%1$d}
                        match: {hosts: [api.example.com], paths: ["/v1/things/%1$d/{id}"]}
                        authenticate: {anyOf: [anyone]}
                        allow:
                        - {name: read, when: "request.method == 'GET'"}
                        response: {headers: {set: {x-user-id: "auth.identity"}}}
                        """.formatted(i));
            }
            return yaml.toString();
        }

        @Override
        byte[] request(int number) {
            var http = AttributeContext.HttpRequest.newBuilder()
                    .setMethod("GET")
                    .setHost("api.example.com")
                    .setPath("/v1/things/" + number % RULES + "/" + number + "?page=1")
                    .setProtocol("HTTP/2");
            for (int i = 0; i < HEADERS; i++) {
                http.putHeaders("x-header-" + i, "a value of some thirty bytes " + i);
            }
            return CheckRequest.newBuilder()
                    .setAttributes(AttributeContext.newBuilder()
                            .setRequest(AttributeContext.Request.newBuilder().setHttp(http)))
                    .build()
                    .toByteArray();
        }

        @Override
        boolean isYes(byte[] response) throws InvalidProtocolBufferException {
            var parsed = CheckResponse.parseFrom(response);
            return parsed.hasStatus()
                    && parsed.getStatus().getCode() == 0
                    && parsed.getOkResponse().getHeadersCount() == 1;
        }

        @Override
        Message parse(byte[] request) throws InvalidProtocolBufferException {
            return CheckRequest.parseFrom(request);
        }
    };

    private static final int RULES = 200;
    private static final int HEADERS = 25;
    private static final int REQUESTS = 10_000;

    private final String method;
    private final String file;

    Question(String method, String file) {
        this.method = method;
        this.file = file;
    }

    /** The full name of the gRPC method. */
    String method() {
        return method;
    }

    /** Where the configuration belongs in a config repository. */
    String file() {
        return file;
    }

    abstract String configuration();

    abstract byte[] request(int number);

    abstract boolean isYes(byte[] response) throws InvalidProtocolBufferException;

    abstract Message parse(byte[] request) throws InvalidProtocolBufferException;

    /** Different ones, encoded. */
    List<byte[]> requests() {
        var requests = new ArrayList<byte[]>(REQUESTS);
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(request(i));
        }
        return requests;
    }
}
