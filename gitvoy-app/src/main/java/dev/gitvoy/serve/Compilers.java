package dev.gitvoy.serve;

import com.google.protobuf.Message;
import dev.gitvoy.authz.policy.AuthzCompiler;
import dev.gitvoy.gitsync.cache.CompileCache;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.ratelimit.rule.RateLimitCompiler;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsCompiler;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every server's compiler: what a process serves makes no difference to which commits it accepts. */
public final class Compilers {
    private Compilers() {}

    /** Those that compile everything anew. */
    public static CommitCompiler all() {
        return all(CompileCache.NONE);
    }

    /** @param cache of what these compilers compiled earlier, see {@link #fingerprint} */
    public static CommitCompiler all(CompileCache cache) {
        return new CommitCompiler(
                List.of(new XdsCompiler(ResourceTypes.DEFAULT, cache), new RateLimitCompiler(), new AuthzCompiler()));
    }

    /** Says which code compiles: another text when it may compile to something else. */
    static String fingerprint() {
        return Stream.of(
                        Build.of(CommitCompiler.class),
                        Build.of(XdsCompiler.class),
                        Build.ofLibrary(Message.class),
                        Build.ofLibrary(Cluster.class),
                        Build.ofLibrary(LoadSettings.class))
                .collect(Collectors.joining(" "));
    }
}
