package dev.gitvoy.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gitvoy resume}. */
@Command(
        name = "resume",
        description = "Follow the branch again: the end of suspend and pin.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
@SuppressWarnings("NullAway.Init")
final class ResumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOption admin;

    @Mixin
    private TokenOption token;

    @Override
    public Integer call() {
        return new OrderCall(spec, admin, token).give("resume", Map.of());
    }
}
