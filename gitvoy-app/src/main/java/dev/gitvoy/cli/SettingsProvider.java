package dev.gitvoy.cli;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.gitsync.yaml.YamlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options that the command line leaves out: from the environment ({@code --xds-port} is {@code GITVOY_XDS_PORT}), then from
 * the file given by {@code --config} (key {@code xds-port}), then the option's own default.
 */
final class SettingsProvider implements IDefaultValueProvider {
    private static final String CONFIG = "--config";

    private final Map<String, String> environment;
    private final @Nullable String configFile;
    private @Nullable Map<String, String> config;

    SettingsProvider(Map<String, String> environment, String[] args) {
        this.environment = environment;
        this.configFile = configFile(environment, args);
    }

    /** The file's name is needed before the options are parsed, for it decides what their defaults are. */
    private static @Nullable String configFile(Map<String, String> environment, String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(CONFIG + "=")) {
                return args[i].substring(CONFIG.length() + 1);
            }
            if (args[i].equals(CONFIG) && i + 1 < args.length) {
                return args[i + 1];
            }
        }
        return environment.get(variable(CONFIG));
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        var name = option.longestName();
        var fromEnvironment = environment.get(variable(name));
        if (fromEnvironment != null) {
            return fromEnvironment;
        }
        boolean takesConfig = option.command().optionsMap().containsKey(CONFIG) && !name.equals(CONFIG);
        return takesConfig ? config(option.command().commandLine()).get(name.substring(2)) : null;
    }

    private static String variable(String option) {
        return "GITVOY_" + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private Map<String, String> config(CommandLine command) {
        if (config == null) {
            config = configFile == null ? Map.of() : read(Path.of(configFile), command);
        }
        return config;
    }

    private static Map<String, String> read(Path file, CommandLine command) {
        var problems = new ArrayList<Problem>();
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ParameterException(command, "--config=" + file + ": cannot be read: " + e.getMessage());
        }
        var values = new LinkedHashMap<String, String>();
        for (var document : new YamlParser(YamlLimits.DEFAULT).parse(file.toString(), bytes, problems::add)) {
            if (!(document instanceof YamlNode.Mapping mapping)) {
                throw new ParameterException(command, document.at() + ": expected a mapping of options");
            }
            mapping.entries().forEach((key, entry) -> {
                if (!command.getCommandSpec().optionsMap().containsKey("--" + key)) {
                    throw new ParameterException(command, entry.keyAt() + ": unknown option \"" + key + "\"");
                }
                if (!(entry.value() instanceof YamlNode.Scalar scalar)) {
                    throw new ParameterException(command, entry.value().at() + ": expected a single value");
                }
                values.put(key, scalar.text());
            });
        }
        if (!problems.isEmpty()) {
            throw new ParameterException(command, problems.get(0).toString());
        }
        return values;
    }
}
