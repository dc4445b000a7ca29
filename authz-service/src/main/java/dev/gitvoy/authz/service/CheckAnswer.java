package dev.gitvoy.authz.service;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.gitvoy.authz.decision.Decision;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;

/**
 * The only maker of a {@link CheckResponse}. An empty one would let the request pass, for Envoy reads a status that was left
 * out as OK; so each begins with its status.
 */
final class CheckAnswer {
    private CheckAnswer() {}

    static CheckResponse allowed(Decision.Allowed decision) {
        var ok = OkHttpResponse.newBuilder();
        decision.set().forEach((name, value) -> ok.addHeaders(overwriting(name, value)));
        decision.remove().stream().sorted().forEach(ok::addHeadersToRemove);
        var answer = of(Code.OK).setOkResponse(ok);
        if (decision.metadata().getFieldsCount() > 0) {
            answer.setDynamicMetadata(decision.metadata());
        }
        return answer.build();
    }

    static CheckResponse denied(Decision.Denied decision) {
        var denied = DeniedHttpResponse.newBuilder()
                .setStatus(HttpStatus.newBuilder().setCodeValue(decision.status()))
                .setBody("{\"error\": \"" + decision.reason().replaceAll("[^A-Za-z0-9 _.-]", "") + "\"}\n")
                .addHeaders(overwriting("content-type", "application/json"));
        if (decision.status() == 401) {
            denied.addHeaders(overwriting("www-authenticate", "ApiKey"));
        } else if (decision.status() == 503) {
            denied.addHeaders(overwriting("retry-after", "1"));
        }
        return of(codeOf(decision.status())).setDeniedResponse(denied).build();
    }

    private static CheckResponse.Builder of(Code code) {
        return CheckResponse.newBuilder().setStatus(Status.newBuilder().setCode(code.getNumber()));
    }

    /** Never OK. */
    private static Code codeOf(int status) {
        return switch (status) {
            case 401 -> Code.UNAUTHENTICATED;
            case 503 -> Code.UNAVAILABLE;
            default -> Code.PERMISSION_DENIED;
        };
    }

    /**
     * In place of what the client sent. Envoys up to 1.36 look at one of the two fields, 1.37 at the other, whose default
     * is to append (envoyproxy/envoy #42878).
     */
    @SuppressWarnings("deprecation")
    private static HeaderValueOption overwriting(String name, String value) {
        return HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                .setAppend(com.google.protobuf.BoolValue.of(false))
                .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
                .build();
    }
}
