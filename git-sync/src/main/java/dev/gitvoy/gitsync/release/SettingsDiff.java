package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.change.Change;
import dev.gitvoy.gitsync.change.Change.Action;
import dev.gitvoy.gitsync.change.Detail;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What differs between the settings of two releases, as it is written: {@code guards.mass_delete.percent}. */
public final class SettingsDiff {
    private static final String KIND = "setting";

    private SettingsDiff() {}

    /** A setting's value, empty for an item of a list of texts: the text is part of its path. */
    private record Setting(String value, Location at) {}

    /**
     * The changes by path.
     *
     * @param others sections that somebody else tells of
     */
    public static List<Change> between(Release before, Release after, Set<String> others) {
        var left = settings(before.settings(), others);
        var right = settings(after.settings(), others);
        var paths = new TreeSet<>(left.keySet());
        paths.addAll(right.keySet());
        var changes = new ArrayList<Change>();
        for (var path : paths) {
            var was = left.get(path);
            var is = right.get(path);
            if (was == null && is != null) {
                changes.add(change(
                        Action.ADDED,
                        path,
                        is.value.isEmpty() ? List.of() : List.of(Detail.added("", is.value)),
                        is.at));
            } else if (was != null && is == null) {
                changes.add(change(
                        Action.REMOVED,
                        path,
                        was.value.isEmpty() ? List.of() : List.of(Detail.removed("", was.value)),
                        was.at));
            } else if (was != null && is != null && !was.value.equals(is.value)) {
                changes.add(change(Action.CHANGED, path, List.of(Detail.changed("", was.value, is.value)), is.at));
            }
        }
        return changes;
    }

    private static Change change(Action action, String path, List<Detail> details, Location at) {
        return new Change(action, KIND, Name.EVERYONE, path, details, at);
    }

    private static Map<String, Setting> settings(Settings written, Set<String> others) {
        var settings = new TreeMap<String, Setting>();
        written.sections().forEach((section, node) -> {
            if (!others.contains(section)) {
                collect(section, node, settings);
            }
        });
        return settings;
    }

    private static void collect(String path, YamlNode node, Map<String, Setting> settings) {
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((key, entry) -> collect(path + "." + key, entry.value(), settings));
        } else if (node instanceof YamlNode.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                var item = list.items().get(i);
                if (item instanceof YamlNode.Scalar scalar) {
                    settings.put(path + " " + scalar.text(), new Setting("", scalar.at()));
                } else {
                    collect(path + "[" + i + "]", item, settings);
                }
            }
        } else if (node instanceof YamlNode.Scalar scalar) {
            settings.put(path, new Setting(scalar.text(), scalar.at()));
        }
    }
}
