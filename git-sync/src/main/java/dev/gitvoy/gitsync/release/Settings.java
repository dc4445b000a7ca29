package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.gitsync.yaml.YamlParser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The sections of {@code gitvoy.yaml}, each to be read by the compiler that owns it. */
record Settings(Map<String, YamlNode> sections) {
    static final String FILE = Artifact.SETTINGS;
    static final Settings EMPTY = new Settings(Map.of());

    Settings {
        sections = Map.copyOf(sections);
    }

    /** What is to be said of a commit as a whole: no place in it is the cause. */
    static Problem ofCommit(String code, String message) {
        return Problem.error(Location.startOf(FILE), code, message);
    }

    static Settings parse(SourceFile file, Set<String> knownSections, Consumer<Problem> problems) {
        var documents = new YamlParser(YamlLimits.DEFAULT).parse(file.path(), file.bytes(), problems);
        if (documents.isEmpty()) {
            return EMPTY;
        }
        if (documents.size() > 1 || !(documents.get(0) instanceof YamlNode.Mapping root)) {
            problems.accept(Problem.error(
                    Location.startOf(file.path()), "settings", FILE + " must be one mapping of sections"));
            return EMPTY;
        }
        var sections = new LinkedHashMap<String, YamlNode>();
        root.entries().forEach((name, entry) -> {
            if (knownSections.contains(name)) {
                sections.put(name, entry.value());
            } else {
                problems.accept(Problem.error(
                        entry.keyAt(),
                        "unknown-field",
                        "unknown section \"" + name + "\"" + Suggestion.forName(name, knownSections)));
            }
        });
        return new Settings(sections);
    }
}
