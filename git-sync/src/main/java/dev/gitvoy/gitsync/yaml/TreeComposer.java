package dev.gitvoy.gitsync.yaml;

import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.yaml.OpenNode.OpenMapping;
import dev.gitvoy.gitsync.yaml.OpenNode.OpenSequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/** Builds the trees of one file from the parser's events, without recursion: nesting costs heap, never stack. */
final class TreeComposer {
    private static final int COMPARED_ANCHORS = 50;
    private static final int COMPARED_CHARACTERS = 100;

    private final String file;
    private final YamlLimits limits;
    private final Consumer<Problem> problems;

    private final List<YamlNode> documents = new ArrayList<>();
    private final Deque<OpenNode> open = new ArrayDeque<>();
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int nodes;
    private boolean failed;

    TreeComposer(String file, YamlLimits limits, Consumer<Problem> problems) {
        this.file = file;
        this.limits = limits;
        this.problems = problem -> {
            failed = true;
            problems.accept(problem);
        };
    }

    /** Returns the documents read so far, or none after a problem. */
    List<YamlNode> documents() {
        return failed ? List.of() : List.copyOf(documents);
    }

    /** Takes the next event. Returns false when a limit is passed: the rest of the file is not worth reading. */
    boolean accept(Event event) {
        var at = YamlParser.location(file, event.getStartMark().orElseThrow());
        return switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event, at);
            case Alias -> alias(((AliasEvent) event).getAlias().getValue(), at);
            case SequenceStart -> {
                var start = (SequenceStartEvent) event;
                checkTag(start.getTag(), Tags::allowedOnSequence, at);
                yield push(new OpenSequence(at, name(start.getAnchor())));
            }
            case MappingStart -> {
                var start = (MappingStartEvent) event;
                checkTag(start.getTag(), Tags::allowedOnMapping, at);
                yield push(new OpenMapping(at, name(start.getAnchor()), problems));
            }
            case SequenceEnd, MappingEnd -> {
                var closed = open.pop();
                var node = closed.close();
                define(closed.anchor, node);
                place(node, closed.at);
                yield true;
            }
            case DocumentStart -> {
                anchors.clear();
                yield true;
            }
            case StreamStart, StreamEnd, DocumentEnd, Comment -> true;
        };
    }

    private boolean scalar(ScalarEvent event, Location at) {
        var tag = event.getTag();
        var node = new YamlNode.Scalar(at, event.getValue(), Tags.isPlain(event.isPlain(), tag));
        if (!Utf8.isEncodable(node.text())) {
            var what = "half of a UTF-16 surrogate pair is no character; write both halves, or one \\U escape";
            problems.accept(Problem.error(at, "yaml-encoding", what));
        }
        var child = new Anchored(node, 1, 1);
        define(name(event.getAnchor()), child);
        if (!admit(1, 1, at)) {
            return false;
        }
        if (tag.equals(Optional.of(Tags.IGNORE))
                && open.peek() instanceof OpenMapping mapping
                && mapping.expectsKey()) {
            mapping.dropEntry(at);
            return true;
        }
        checkTag(tag, Tags::allowedOnScalar, at);
        place(child, at);
        return true;
    }

    private boolean alias(String name, Location at) {
        var target = anchors.get(name);
        if (target == null) {
            // A stand-in keeps keys and values in step, so that later problems are found too.
            target = new Anchored(new YamlNode.Scalar(at, name, false), 1, 1);
            boolean isRecursive = open.stream().anyMatch(node -> name.equals(node.anchor));
            var what = isRecursive
                    ? "alias \"*%s\" is inside the node that it stands for; write out what is meant"
                            .formatted(Excerpt.of(name))
                    : "no anchor \"&%s\" before this alias in the document%s"
                            .formatted(Excerpt.of(name), suggestion(name));
            problems.accept(Problem.error(at, "yaml-alias", what));
        }
        if (!admit(target.nodes(), target.height(), at)) {
            return false;
        }
        place(target, at);
        return true;
    }

    /** Comparing names costs their product: a file made to be slow gets no suggestion. */
    private String suggestion(String name) {
        var known = anchors.keySet();
        boolean isCheap = known.size() <= COMPARED_ANCHORS
                && known.stream().allMatch(anchor -> anchor.length() <= COMPARED_CHARACTERS);
        return isCheap ? Suggestion.forName(Excerpt.of(name), known) : "";
    }

    private boolean push(OpenNode node) {
        // A list or mapping that is opened counts for itself; what it holds is counted as it comes.
        if (!admit(1, 1, node.at)) {
            return false;
        }
        if (node.anchor != null) {
            // Until its end, the name stands for nothing: an older anchor of the same name is gone.
            anchors.remove(node.anchor);
        }
        open.push(node);
        return true;
    }

    /** Counts nodes that are about to be added. Returns false when there are too many, or too many levels of them. */
    private boolean admit(int addedNodes, int addedLevels, Location at) {
        nodes += addedNodes;
        String what;
        if (nodes > limits.maxNodes()) {
            what = "more than %d nodes, with aliases written out; split the file or use fewer aliases"
                    .formatted(limits.maxNodes());
        } else if (open.size() + addedLevels > limits.maxDepth()) {
            what = "nested deeper than %d levels; nest less, or look for a bracket that is not closed"
                    .formatted(limits.maxDepth());
        } else {
            return true;
        }
        problems.accept(Problem.error(at, "yaml-limit", what));
        return false;
    }

    private void place(Anchored child, Location at) {
        var parent = open.peek();
        if (parent != null) {
            parent.add(child, at);
        } else if (!isNothing(child.node())) {
            documents.add(child.node());
        }
    }

    private static boolean isNothing(YamlNode document) {
        return document instanceof YamlNode.Scalar scalar
                && scalar.plain()
                && scalar.text().isEmpty();
    }

    private void define(@Nullable String anchor, Anchored node) {
        if (anchor != null) {
            anchors.put(anchor, node);
        }
    }

    private static @Nullable String name(Optional<Anchor> anchor) {
        return anchor.map(Anchor::getValue).orElse(null);
    }

    private void checkTag(Optional<String> tag, Predicate<String> allowed, Location at) {
        if (tag.isPresent() && !allowed.test(tag.get())) {
            var what = "tag \"%s\" means nothing here; remove it".formatted(Excerpt.of(tag.get()));
            problems.accept(Problem.error(at, "yaml-tag", what));
        }
    }
}
