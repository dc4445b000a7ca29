package dev.gitvoy.cli;

import dev.gitvoy.serve.Preload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitvoy}: the program's entry. */
@Command(
        name = "gitvoy",
        description = "The GitOps control plane for Envoy.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Try: gitvoy demo"})
public final class Main implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            ServeCommand.class,
            ValidateCommand.class,
            DiffCommand.class,
            StatusCommand.class,
            SuspendCommand.class,
            ResumeCommand.class,
            PinCommand.class,
            KeysCommand.class,
            BootstrapCommand.class,
            CompletionCommand.class,
            DemoCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        if (isServe(args)) {
            Preload.begin();
        }
        System.exit(commandLine(System.getenv(), args).execute(args));
    }

    private static boolean isServe(String... args) {
        return args.length > 0 && args[0].equals("serve");
    }

    /** The program as a whole; to execute it returns the exit code. */
    static CommandLine commandLine(Map<String, String> environment, String... args) {
        var commandLine = new CommandLine(new Main());
        // A server starts as soon as it can: to describe the other commands takes a tenth of a second.
        (isServe(args) ? List.of(ServeCommand.class) : COMMANDS).forEach(commandLine::addSubcommand);
        commandLine.registerConverter(Duration.class, new DurationConverter());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler(Main::oneLine);
        commandLine.setDefaultValueProvider(new SettingsProvider(environment, args));
        return commandLine;
    }

    /** A mistake in the call is one line that says what to do, not a page of help. */
    private static int oneLine(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        command.getErr().println("gitvoy: " + e.getMessage());
        command.getErr().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? serve, validate, diff, status, suspend, resume, pin, keys, bootstrap, completion or demo");
    }
}
