package dev.gitvoy.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** {@code gitvoy resume}. */
@Command(
        name = "resume",
        description = "Follow the branch again: the end of suspend and pin.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ResumeCommand extends OrderCommand {
    @Override
    public Integer call() {
        return give("resume", Map.of());
    }
}
