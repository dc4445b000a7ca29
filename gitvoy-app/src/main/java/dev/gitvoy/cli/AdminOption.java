package dev.gitvoy.cli;

import dev.gitvoy.client.GitvoyApi;
import dev.gitvoy.guard.Printable;
import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which running Gitvoy a command is for. */
@SuppressWarnings("NullAway.Init")
final class AdminOption {
    private static final int LONGEST_REASON = 300;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--admin",
            defaultValue = "http://127.0.0.1:9090",
            paramLabel = "URL",
            description = "admin port of the Gitvoy")
    private URI admin;

    GitvoyApi api() {
        var scheme = String.valueOf(admin.getScheme());
        if (!(scheme.equals("http") || scheme.equals("https")) || admin.getHost() == null) {
            throw new ParameterException(
                    spec.commandLine(), "--admin=" + admin + ": expected an address such as http://127.0.0.1:9090");
        }
        return new GitvoyApi(admin);
    }

    /** One line that says why there is no answer, and what to do. */
    String unreachable(IOException failure) {
        Throwable root = failure;
        while (root.getMessage() == null && root.getCause() != null) {
            root = root.getCause();
        }
        var reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return "no answer from " + admin + " (" + Printable.of(reason, LONGEST_REASON)
                + "); is this the admin port of a running gitvoy serve? See --admin";
    }
}
