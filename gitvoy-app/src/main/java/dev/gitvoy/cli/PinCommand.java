package dev.gitvoy.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gitvoy pin}. */
@Command(
        name = "pin",
        description = "Serve one commit of the branch, an older one too, and no other until 'gitvoy resume'.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
@SuppressWarnings("NullAway.Init")
final class PinCommand extends OrderCommand {
    @Parameters(paramLabel = "COMMIT", description = "its id, or the first characters of it")
    private String commit;

    @Override
    public Integer call() {
        return give("pin", Map.of("commit", commit));
    }
}
