package dev.gitvoy.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gitvoy suspend}. */
@Command(
        name = "suspend",
        description = "Publish nothing more until 'gitvoy resume'; newer commits are fetched, checked and held.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
@SuppressWarnings("NullAway.Init")
final class SuspendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOption admin;

    @Mixin
    private TokenOption token;

    @Override
    public Integer call() {
        return new OrderCall(spec, admin, token).give("suspend", Map.of());
    }
}
