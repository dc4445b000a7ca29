package dev.gitvoy.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitvoy pin}. */
@Command(
        name = "pin",
        description = "Serve one commit of the branch, an older one too, and no other until 'gitvoy resume'.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
@SuppressWarnings("NullAway.Init")
final class PinCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMIT", description = "its id, or the first characters of it")
    private String commit;

    @Mixin
    private AdminOption admin;

    @Mixin
    private TokenOption token;

    @Override
    public Integer call() {
        return new OrderCall(spec, admin, token).give("pin", Map.of("commit", commit));
    }
}
