package dev.gitvoy.serve;

import dev.gitvoy.authz.policy.AuthzCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.ratelimit.rule.RateLimitCompiler;
import dev.gitvoy.xds.api.ApiDescriptorsException;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsCompiler;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every server's compiler: what a process serves makes no difference to which commits it accepts. */
public final class Compilers {
    private Compilers() {}

    public static CommitCompiler all() {
        return all(EnvoyApi.BUILT_IN);
    }

    /**
     * @param apiDescriptors file with messages of Envoy that are newer than the built-in ones
     * @throws StartException when it cannot be used
     */
    public static CommitCompiler all(Optional<Path> apiDescriptors) throws StartException {
        return all(api(apiDescriptors));
    }

    /** @param api that Envoy's resources are read with */
    static CommitCompiler all(EnvoyApi api) {
        return new CommitCompiler(
                List.of(new XdsCompiler(ResourceTypes.DEFAULT, api), new RateLimitCompiler(), new AuthzCompiler()));
    }

    static EnvoyApi api(Optional<Path> descriptors) throws StartException {
        if (descriptors.isEmpty()) {
            return EnvoyApi.BUILT_IN;
        }
        try {
            return EnvoyApi.with(descriptors.get());
        } catch (ApiDescriptorsException e) {
            throw new StartException("--api-descriptors=" + descriptors.get() + ": " + e.getMessage(), e);
        }
    }
}
