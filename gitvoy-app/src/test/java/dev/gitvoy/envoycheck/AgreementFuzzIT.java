package dev.gitvoy.envoycheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.gitvoy.envoy.EnvoyBinary;
import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.envoycheck.Judge.Verdict;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * That our checks and the real Envoy say the same of the examples with one field set to something else: we refuse nothing that
 * Envoy takes, and miss no rule of the API that Envoy knows.
 */
class AgreementFuzzIT {
    private static final EnvoyCommand ENVOY = EnvoyBinary.pinned(EnvoyBinary.VERSION, System.out::println);
    private static final long SEED = 20_261_125;
    /** About names and references, which Envoy does not look for; and a manager without filters, which answers nothing. */
    private static final Set<String> OURS = Set.of("bad-name", "duplicate-name", "missing-name", "no-http-filters");
    /** What Envoy looks at though nothing refers to it. */
    private static final Set<ResourceType> ALONE =
            Set.of(ResourceTypes.CLUSTER, ResourceTypes.LISTENER, ResourceTypes.ROUTES, ResourceTypes.ENDPOINTS);
    /** Envoy's words about a rule of the API, not about what follows from several fields or from where they stand. */
    private static final Pattern RULE = Pattern.compile("constraint validation failed(?!.* not set\\.)");
    /** Rules of the API that Envoy 1.40 does not keep, and sources, which it does not see in {@code validate}. */
    private static final Set<String> NOT_ENVOYS = Set.of(
            "envoy.config.core.v3.ConfigSource.authorities",
            "envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest.locality_lb_config");

    @Test
    void fewMutations_areJudgedAlike() throws IOException {
        assertThat(disagreements(25)).isEmpty();
    }

    @Test
    @Tag("full")
    void manyMutations_areJudgedAlike() throws IOException {
        assertThat(disagreements(Integer.getInteger("gitvoy.mutations", 600))).isEmpty();
    }

    /** A resource with one thing different in it. */
    private record Mutant(Resource resource, Mutations.Mutation mutation) {
        String yaml() throws IOException {
            var types = TypeRegistry.newBuilder()
                    .add(Mutations.typesIn(mutation.message()))
                    .add(mutation.message().getDescriptorForType())
                    .build();
            return "resources:\n- "
                    + JsonFormat.printer()
                            .usingTypeRegistry(types)
                            .preservingProtoFieldNames()
                            .omittingInsignificantWhitespace()
                            .print(Any.pack(mutation.message()))
                    + "\n";
        }
    }

    private static List<String> disagreements(int count) throws IOException {
        var mutants = mutants();
        var random = new Random(SEED);
        var disagreements = new ArrayList<String>();
        try (var run = EnvoyRun.of(ENVOY)) {
            for (int i = 0; i < count; i++) {
                var mutant = mutants.get(random.nextInt(mutants.size()));
                var yaml = mutant.yaml();
                var output = Compiled.of("xds/edge/a.yaml", yaml).output();
                var snapshots = Snapshot.of(output.artifact());
                // What cannot be read, Envoy cannot be asked about.
                if (!snapshots.isEmpty() && !NOT_ENVOYS.contains(mutant.mutation.field())) {
                    var ours = output.artifact().outline("xds/edge/a.yaml").problems().stream()
                            .filter(Problem::isError)
                            .filter(problem -> !OURS.contains(problem.code()))
                            .toList();
                    var envoys = run.judge(config(snapshots.get(0)));
                    boolean isRefused = envoys instanceof Verdict.Refused;
                    if (!ours.isEmpty() && !isRefused) {
                        disagreements.add("only we refuse " + mutant.mutation + ": " + ours);
                    } else if (ours.isEmpty() && RULE.matcher(envoys.toString()).find()) {
                        disagreements.add("only Envoy refuses " + mutant.mutation + ": " + envoys);
                    }
                }
            }
        }
        return disagreements.stream().distinct().sorted().toList();
    }

    private static Bootstrap config(Snapshot snapshot) {
        var prepared = new HashMap<Resource, Prepared>();
        snapshot.inOrder().forEach(resource -> prepared.put(resource, Prepared.of(resource)));
        return new StaticConfig(snapshot, prepared).with(snapshot.inOrder());
    }

    private static List<Mutant> mutants() throws IOException {
        var compiled = Compiled.of("xds/edge/fine.yaml", Samples.FINE);
        try (var files = Files.walk(Path.of("..", "examples"))) {
            for (var file : files.filter(path -> path.toString().matches(".*/xds/.*\\.yaml"))
                    .toList()) {
                compiled.with("xds/edge/" + file.toString().replace('/', '-'), Files.readString(file));
            }
        }
        var mutants = new ArrayList<Mutant>();
        for (var snapshot : Snapshot.of(compiled.artifact())) {
            for (var resource : snapshot.inOrder().stream()
                    .filter(resource -> ALONE.contains(resource.type()))
                    .toList()) {
                Message message = Prepared.of(resource).message();
                Mutations.of(message).forEach(mutation -> mutants.add(new Mutant(resource, mutation)));
            }
        }
        return mutants;
    }
}
