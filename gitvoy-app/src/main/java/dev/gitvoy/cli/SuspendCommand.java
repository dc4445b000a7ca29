package dev.gitvoy.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** {@code gitvoy suspend}. */
@Command(
        name = "suspend",
        description = "Publish nothing more until 'gitvoy resume'; newer commits are fetched, checked and held.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SuspendCommand extends OrderCommand {
    @Override
    public Integer call() {
        return give("suspend", Map.of());
    }
}
