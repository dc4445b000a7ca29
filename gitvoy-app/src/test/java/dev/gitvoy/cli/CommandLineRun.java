package dev.gitvoy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** A call of the program and what it printed. */
record CommandLineRun(int exitCode, String out, String err) {
    static CommandLineRun of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Main.commandLine(Map.of(), arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }
}
