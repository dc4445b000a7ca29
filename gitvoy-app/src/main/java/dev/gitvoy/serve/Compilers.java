package dev.gitvoy.serve;

import dev.gitvoy.authz.policy.AuthzCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.ratelimit.rule.RateLimitCompiler;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsCompiler;
import java.util.List;

/** Every server's compiler: what a process serves makes no difference to which commits it accepts. */
public final class Compilers {
    private Compilers() {}

    /** For those who serve no secrets: encrypted files stay encrypted. */
    public static CommitCompiler all() {
        return all(SopsFiles.sealed());
    }

    static CommitCompiler all(SopsFiles sops) {
        return new CommitCompiler(
                List.of(new XdsCompiler(ResourceTypes.DEFAULT, sops), new RateLimitCompiler(), new AuthzCompiler()));
    }
}
