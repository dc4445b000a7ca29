package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.gitsync.yaml.YamlParser;
import dev.gitvoy.xds.check.MessageVisitor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads YAML text as a test would have it: into a message, or into the problems. */
final class Reading {
    private Reading() {}

    static <M extends Message> M message(M prototype, String yaml) {
        var problems = new ArrayList<Problem>();
        var message = ProtoReader.read(node(yaml), prototype, problems::add, MessageVisitor.NONE);
        assertThat(problems).isEmpty();
        return message.orElseThrow();
    }

    static List<Problem> problems(Message prototype, String yaml) {
        var problems = new ArrayList<Problem>();
        var message = ProtoReader.read(node(yaml), prototype, problems::add, MessageVisitor.NONE);
        assertThat(message).isEqualTo(Optional.empty());
        return problems;
    }

    static YamlNode node(String yaml) {
        var problems = new ArrayList<Problem>();
        var documents = new YamlParser(YamlLimits.DEFAULT)
                .parse("x.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems::add);
        assertThat(problems).isEmpty();
        assertThat(documents).hasSize(1);
        return documents.get(0);
    }
}
