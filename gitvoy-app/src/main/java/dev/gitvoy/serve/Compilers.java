package dev.gitvoy.serve;

import com.google.protobuf.Message;
import dev.gitvoy.authz.policy.AuthzCompiler;
import dev.gitvoy.gitsync.cache.CompileCache;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.ratelimit.rule.RateLimitCompiler;
import dev.gitvoy.xds.api.ApiDescriptorsException;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsCompiler;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every server's compiler: what a process serves makes no difference to which commits it accepts. */
public final class Compilers {
    private Compilers() {}

    /** Those that compile everything anew. */
    public static CommitCompiler all() {
        return all(EnvoyApi.BUILT_IN, SopsFiles.sealed(), CompileCache.NONE);
    }

    /**
     * Those of a process that serves no secrets, encrypted files stay encrypted; they compile everything anew.
     *
     * @param apiDescriptors file with messages of Envoy that are newer than the built-in ones
     * @throws StartException when it cannot be used
     */
    public static CommitCompiler all(Optional<Path> apiDescriptors) throws StartException {
        return all(api(apiDescriptors), SopsFiles.sealed(), CompileCache.NONE);
    }

    /**
     * @param api that Envoy's resources are read with
     * @param sops decrypts what is encrypted, or does not
     * @param cache of what these compilers compiled earlier, see {@link #fingerprint}
     */
    static CommitCompiler all(EnvoyApi api, SopsFiles sops, CompileCache cache) {
        return new CommitCompiler(List.of(
                new XdsCompiler(ResourceTypes.DEFAULT, api, sops, cache),
                new RateLimitCompiler(),
                new AuthzCompiler()));
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

    /** Says which code compiles, and with which API: another text when it may compile to something else. */
    static String fingerprint(EnvoyApi api) {
        return Stream.of(
                        Build.of(CommitCompiler.class),
                        Build.of(XdsCompiler.class),
                        Build.ofLibrary(Message.class),
                        Build.ofLibrary(Cluster.class),
                        Build.ofLibrary(LoadSettings.class),
                        api.fingerprint())
                .collect(Collectors.joining(" "));
    }
}
