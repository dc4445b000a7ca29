package dev.gitvoy.cli;

import dev.gitvoy.serve.NewApiKey;
import dev.gitvoy.serve.StartException;
import dev.gitvoy.serve.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitvoy keys}: API keys for the authorization service. */
@Command(
        name = "keys",
        description = "Make API keys.",
        mixinStandardHelpOptions = true,
        subcommands = KeysCommand.Create.class,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init")
final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? keys create");
    }

    /** {@code gitvoy keys create}. */
    @Command(
            name = "create",
            description = {
                "Make an API key. The key goes to standard error, once; what the repository may hold of it, an item of a"
                        + " document of kind ApiKeys, to standard output. With --store the key is put into Redis instead."
            },
            mixinStandardHelpOptions = true,
            sortOptions = false,
            showDefaultValues = true)
    @SuppressWarnings("NullAway.Init")
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--subject",
                required = true,
                paramLabel = "NAME",
                description = "whose key it is: auth.subject")
        private String subject;

        @Option(names = "--tenant", defaultValue = "", paramLabel = "NAME", description = "auth.tenant")
        private String tenant;

        @Option(names = "--scope", paramLabel = "SCOPE", description = "one of auth.scopes; may be given several times")
        private List<String> scopes = List.of();

        @Option(names = "--env", defaultValue = "live", description = "a word that tells keys of environments apart")
        private String environment;

        @Option(
                names = "--authz-pepper-file",
                required = true,
                paramLabel = "FILE",
                description = "the secret that serve is given, too; made when missing")
        private Path pepper;

        @Option(
                names = "--store",
                defaultValue = "memory",
                paramLabel = "redis://HOST:PORT",
                description = "Redis to put the key into")
        private @Nullable String store;

        @Override
        public Integer call() {
            try {
                var key = NewApiKey.create(environment, subject, tenant, scopes, pepper);
                var redis = Store.parse(String.valueOf(store));
                if (redis.redis().isPresent()) {
                    key.putInto(redis);
                } else {
                    var out = spec.commandLine().getOut();
                    out.print(key.listItem());
                    out.flush();
                }
                var err = spec.commandLine().getErr();
                err.println("key: " + key.text());
                err.flush();
                return 0;
            } catch (IllegalArgumentException | StartException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
            }
        }
    }
}
