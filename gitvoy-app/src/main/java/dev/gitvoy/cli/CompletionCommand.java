package dev.gitvoy.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitvoy completion}: lets a shell complete the program's commands and options. */
@Command(
        name = "completion",
        description = {
            "Print a script that lets a shell complete gitvoy's commands and options.",
            "",
            "For this shell:  source <(gitvoy completion bash)",
            "For all of them: gitvoy completion bash > ~/.local/share/bash-completion/completions/gitvoy",
            "For zsh:         source <(gitvoy completion zsh), in ~/.zshrc after compinit"
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class CompletionCommand implements Callable<Integer> {
    /** Those that can read what is printed; zsh by its emulation of bash's completion, which the script asks for. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("UnusedVariable")
    private Shell shell;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("gitvoy", spec.root().commandLine()));
        out.flush();
        return 0;
    }
}
