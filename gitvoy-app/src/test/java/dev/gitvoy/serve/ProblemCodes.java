package dev.gitvoy.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The codes of problems that the sources report: what stands for a parameter {@code String code} in a call of
 * {@code Problem.error} and the like, or of a method of ours that has such a parameter.
 */
final class ProblemCodes {
    private static final List<String> MODULES =
            List.of("git-sync", "xds-server", "ratelimit-service", "authz-service", "gitvoy-app");

    private static final Pattern METHOD = Pattern.compile(
            "(?<![.\\w])(?!record\\b)(?:[\\w<>.]+\\s+)(\\w+)\\(([^(){};]*\\bString code\\b[^(){};]*)\\)");

    private static final Pattern CONSTANT = Pattern.compile("static final String (\\w+) = \"([^\"]*)\";");
    private static final Pattern CODE = Pattern.compile("\"([a-z]+(?:-[a-z0-9]+)*)\"");
    private static final Pattern NAME = Pattern.compile("(?:\\w+\\.)*(\\w+)");

    private final Map<Path, String> sources = new TreeMap<>();
    private final Map<String, Set<String>> constants = new HashMap<>();
    private final Set<String> codes = new TreeSet<>();
    private final List<String> unclear = new ArrayList<>();

    /** Reads the sources of all modules beside this one. */
    static ProblemCodes read() throws IOException {
        var all = new ProblemCodes();
        for (var module : MODULES) {
            try (var files = Files.walk(Path.of("..", module, "src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        all.sources.forEach(all::scan);
        return all;
    }

    Set<String> codes() {
        return codes;
    }

    /** Calls whose code is neither written there nor a constant. */
    List<String> unclear() {
        return unclear;
    }

    private void add(Path file) {
        try {
            var source = Files.readString(file);
            sources.put(file, source);
            CONSTANT.matcher(source).results().forEach(constant -> constants
                    .computeIfAbsent(constant.group(1), name -> new HashSet<>())
                    .add(constant.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void scan(Path file, String source) {
        // Colours of a terminal have codes too.
        if (!source.contains("Problem") && !source.contains("findings.")) {
            return;
        }
        // The client of the API has a class of this name too.
        if (source.contains("gitsync.problem")) {
            calls(file, source, "new Problem", 2);
        }
        // Whatever it is a method of: all take the code second.
        calls(file, source, "(?:\\w+\\.)?(?:error|warning)", 1);
        calls(file, source, "problems\\.report", 1);
        calls(file, source, "Settings\\.ofCommit", 0);
        METHOD.matcher(source).results().forEach(method -> {
            int index = arguments(method.group(2) + ")", 0).stream()
                    .map(String::strip)
                    .toList()
                    .indexOf("String code");
            if (index >= 0) {
                calls(file, source, "(?<!\\.)\\b" + method.group(1), index);
            }
        });
    }

    private void calls(Path file, String source, String callee, int index) {
        var matcher = Pattern.compile("(?<!\\w)" + callee + "\\(").matcher(source);
        while (matcher.find()) {
            var arguments = arguments(source, matcher.end());
            var isDeclaration =
                    arguments.stream().anyMatch(argument -> argument.strip().endsWith("String code"));
            if (!isDeclaration && arguments.size() > index) {
                argument(arguments.get(index).strip(), file);
            }
        }
    }

    private void argument(String argument, Path file) {
        var name = NAME.matcher(argument);
        var own = CONSTANT.matcher(sources.get(file))
                .results()
                .filter(constant -> constant.group(1).equals(argument))
                .map(constant -> constant.group(2))
                .findFirst();
        var literals = CODE.matcher(argument)
                .results()
                .map(literal -> literal.group(1))
                .toList();
        if (!literals.isEmpty()) {
            codes.addAll(literals);
        } else if (own.isPresent()) {
            codes.add(own.get());
        } else if (name.matches() && constants.containsKey(name.group(1))) {
            codes.addAll(constants.get(name.group(1)));
        } else if (!argument.equals("code") && !argument.matches(".*\\.(code|getCode)\\(\\)")) {
            unclear.add(file + ": " + argument);
        }
    }

    /** Splits what stands between parentheses at its commas, from behind the opening one. */
    private static List<String> arguments(String source, int start) {
        var arguments = new ArrayList<String>();
        int depth = 0;
        int from = start;
        for (int i = start; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfQuoted(source, i);
            } else if (c == '(' || c == '{' || c == '[') {
                depth++;
            } else if (depth > 0 && (c == ')' || c == '}' || c == ']')) {
                depth--;
            } else if (c == ')') {
                arguments.add(source.substring(from, i));
                break;
            } else if (c == ',' && depth == 0) {
                arguments.add(source.substring(from, i));
                from = i + 1;
            }
        }
        return arguments;
    }

    private static int endOfQuoted(String source, int start) {
        int i = start + 1;
        while (i < source.length() && source.charAt(i) != source.charAt(start)) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** Returns the rows of the table in the documentation, in order: code, severity, meaning. */
    static List<List<String>> documented() throws IOException {
        var lines = Files.readAllLines(Path.of("../docs/configuration.md"));
        var table = lines.subList(lines.indexOf("## Problem codes") + 1, lines.size()).stream()
                .takeWhile(line -> !line.startsWith("## "));
        return table.filter(line -> line.startsWith("| `"))
                .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
                .map(cells -> List.of(cells.get(1).replace("`", "").replace("*", ""), cells.get(2), cells.get(3)))
                .toList();
    }
}
