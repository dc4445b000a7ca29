package dev.gitvoy.xds.stream;

import com.google.protobuf.Any;
import dev.gitvoy.xds.resource.Resource;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the variants of the SotW protocol share. */
final class Sotw {
    private Sotw() {}

    static Step compose(Holding holding, boolean withRemovals, Function<Resource, Any> form) {
        var changed = holding.changed();
        var gone = new ArrayList<>(holding.missing());
        if (!holding.subscription().type().wholeState()) {
            return new Step(
                    changed, changed, gone, holding.removed(), holding.told(true), step -> encode(holding, step, form));
        }
        if (withRemovals) {
            gone.addAll(holding.removed());
        }
        var whole = withRemovals ? holding.subscription().select(holding.view()) : holding.wholeWithRetained();
        return new Step(
                whole, changed, gone, List.of(), holding.told(withRemovals), step -> encode(holding, step, form));
    }

    /** The version is of all that the client holds when it has taken this, so that equal content has an equal one. */
    private static byte[] encode(Holding holding, Step step, Function<Resource, Any> form) {
        var type = holding.subscription().type();
        var held = type.wholeState() ? step.resources() : holding.subscription().select(holding.view());
        return encode(holding, held, step.resources().stream().map(form).toList());
    }

    private static byte[] encode(Holding holding, List<Resource> held, List<Any> sent) {
        return DiscoveryResponse.newBuilder()
                .setTypeUrl(holding.subscription().type().typeUrl())
                .setVersionInfo(holding.view().versionOf(held))
                .addAllResources(sent)
                .build()
                .toByteArray();
    }

    static Step heartbeat(Holding holding) {
        return new Step(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                holding,
                step -> encode(
                        holding,
                        holding.subscription().select(holding.view()),
                        holding.heartbeats().stream().map(Any::pack).toList()));
    }

    static Step nothing(Holding holding) {
        return new Step(List.of(), List.of(), List.of(), List.of(), holding, step -> new byte[0]);
    }

    static byte[] tail(String nonce, String commit) {
        return DiscoveryResponse.newBuilder()
                .setNonce(nonce)
                .setControlPlane(ControlPlane.newBuilder().setIdentifier(commit))
                .build()
                .toByteArray();
    }
}
