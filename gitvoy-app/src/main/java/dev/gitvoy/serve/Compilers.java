package dev.gitvoy.serve;

import dev.gitvoy.authz.policy.AuthzCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.ratelimit.rule.RateLimitCompiler;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsCompiler;
import java.util.List;

/** Every server's compiler: what a process serves makes no difference to which commits it accepts. */
public final class Compilers {
    private Compilers() {}

    public static CommitCompiler all() {
        return new CommitCompiler(
                List.of(new XdsCompiler(ResourceTypes.DEFAULT), new RateLimitCompiler(), new AuthzCompiler()));
    }
}
