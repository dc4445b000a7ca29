package dev.gitvoy.xds.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlParser;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeGroupsTest {
    private static final Node NODE = Node.newBuilder()
            .setId("edge-7")
            .setCluster("shop")
            .setLocality(Locality.newBuilder().setRegion("eu-1").setZone("a"))
            .setMetadata(Struct.newBuilder()
                    .putFields("team", text("payments"))
                    .putFields("canary", Value.newBuilder().setBoolValue(true).build())
                    .putFields("shard", Value.newBuilder().setNumberValue(3).build())
                    .putFields(
                            "tier",
                            Value.newBuilder()
                                    .setStructValue(Struct.newBuilder().putFields("level", text("gold")))
                                    .build()))
            .build();

    private final List<Problem> problems = new ArrayList<>();

    private static Value text(String value) {
        return Value.newBuilder().setStringValue(value).build();
    }

    private NodeGroups read(String yaml) {
        var documents = new YamlParser(YamlLimits.DEFAULT)
                .parse("gitvoy.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems::add);
        return NodeGroups.read(documents.get(0), problems::add);
    }

    @Test
    void withoutTheSection_theGroupIsTheCluster() {
        assertThat(NodeGroups.read(null, problems::add).groupOf(NODE)).isEqualTo("shop");
    }

    @Test
    void theFirstThatMatches_isTheGroup() {
        var groups = read("""
                - {name: inner, match: {id: inner-*}}
                - {name: edge, match: {id: edge-*}}
                - {name: rest, match: {id: "*"}}
                """);

        assertThat(problems).isEmpty();
        assertThat(groups.groupOf(NODE)).isEqualTo("edge");
        assertThat(groups.groupOf(NODE.toBuilder().setId("x").build())).isEqualTo("rest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{id: edge-7}                        | true",
                "{id: edge-}                         | false",
                "{cluster: s*p}                      | true",
                "{id: edge-*, cluster: other}        | false",
                "{locality: {region: eu-*}}          | true",
                "{locality: {region: eu-1, zone: b}} | false",
                "{locality: {sub_zone: '*'}}         | false",
                "{metadata: {team: pay*}}            | true",
                "{metadata: {team: pay}}             | false",
                "{metadata: {canary: true}}          | true",
                "{metadata: {shard: 3}}              | true",
                "{metadata: {shard: 4}}              | false",
                "{metadata: {tier: {level: gold}}}   | true",
                "{metadata: {tier: gold}}            | false",
                "{metadata: {team: {level: gold}}}   | false",
                "{metadata: {nothing: '*'}}          | false",
            })
    void allTextsMustMatch(String match, boolean expected) {
        var groups = read("- {name: g, match: " + match + "}");

        assertThat(problems).isEmpty();
        assertThat(groups.groupOf(NODE)).isEqualTo(expected ? "g" : NodeGroups.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{edge: {id: x}}                                       | wrong-type    | must be a list",
                "- {match: {id: x}}                                    | missing-field | name",
                "- {name: edge}                                        | missing-field | match",
                "- {name: edge, match: {}}                             | missing-field | needs id",
                "- {name: edge, match: {id: }}                         | empty-field   | id",
                "- {name: edge, match: {idd: x}}                       | unknown-field | \"id\"",
                "- {name: edge, match: {metadata: {a: [1]}}}           | wrong-type    | a list",
                "- {name: all, match: {id: x}}                         | bad-value     | every Envoy",
                "- {name: a/b, match: {id: x}}                         | bad-value     | letters",
                "[{name: a, match: {id: x}}, {name: a, match: {id: y}}] | duplicate-name | already defined",
            })
    void whatIsWrong_isSaid(String yaml, String code, String message) {
        read(yaml);

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).contains(message);
            assertThat(problem.at().file()).isEqualTo("gitvoy.yaml");
        });
    }
}
