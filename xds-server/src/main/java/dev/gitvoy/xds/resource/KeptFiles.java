package dev.gitvoy.xds.resource;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Duration;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Outline;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import dev.gitvoy.proto.compiled.KeptFile;
import dev.gitvoy.proto.compiled.KeptMeaning;
import dev.gitvoy.proto.compiled.KeptName;
import dev.gitvoy.proto.compiled.KeptProblem;
import dev.gitvoy.proto.compiled.KeptResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Writes compiled files as bytes, and reads them again. Any thread. */
final class KeptFiles {
    /** Kinds, scopes and the like, of which there are few: each is held once. */
    private static final int MOST_WORDS = 10_000;

    private final ResourceTypes types;
    private final Map<String, String> words = new ConcurrentHashMap<>();

    KeptFiles(ResourceTypes types) {
        this.types = types;
    }

    /**
     * Returns the bytes; nothing for a file that must not be written to disk, because a secret is in it, or that speaks of
     * another.
     */
    Optional<byte[]> write(String path, XdsArtifact.CompiledFile file) {
        boolean isSecret =
                file.resources().stream().anyMatch(resource -> resource.type().equals(ResourceTypes.SECRET));
        return isSecret || !places(file).allMatch(place -> place.file().equals(path))
                ? Optional.empty()
                : Optional.of(kept(file).toByteArray());
    }

    private static Stream<Location> places(XdsArtifact.CompiledFile file) {
        return Stream.of(
                        file.resources().stream().map(Resource::at),
                        file.outline().provides().stream().map(Provided::at),
                        file.outline().requires().stream().map(Required::at),
                        file.outline().problems().stream().map(Problem::at))
                .flatMap(each -> each);
    }

    private static KeptFile kept(XdsArtifact.CompiledFile file) {
        var kept = KeptFile.newBuilder()
                .setScope(file.scope())
                .setIncomplete(file.outline().incomplete());
        file.resources().forEach(resource -> kept.addResources(kept(resource)));
        file.outline()
                .provides()
                .forEach(each -> kept.addProvides(kept(each.name(), each.at())
                        .setMeaning(KeptMeaning.valueOf(each.meaning().name()))));
        file.outline()
                .requires()
                .forEach(each -> kept.addRequires(kept(each.name(), each.at()).setMust(each.must())));
        file.outline()
                .problems()
                .forEach(problem -> kept.addProblems(KeptProblem.newBuilder()
                        .setLine(problem.at().line())
                        .setColumn(problem.at().column())
                        .setWarning(!problem.isError())
                        .setCode(problem.code())
                        .setMessage(problem.message())));
        return kept.build();
    }

    private static KeptResource kept(Resource resource) {
        var kept = KeptResource.newBuilder()
                .setTypeUrl(resource.type().typeUrl())
                .setName(resource.name())
                .setVersion(resource.version())
                .setBody(resource.any().getValue())
                .addAllAliases(resource.aliases())
                .setLine(resource.at().line())
                .setColumn(resource.at().column())
                .setSumHigh(resource.sum().high())
                .setSumLow(resource.sum().low());
        resource.ttl().ifPresent(ttl -> kept.setTtlSeconds(ttl.getSeconds()).setTtlNanos(ttl.getNano()));
        resource.warmsOn()
                .ifPresent(other -> kept.setWarmsOnTypeUrl(other.typeUrl()).setWarmsOnName(other.name()));
        return kept.build();
    }

    private static KeptName.Builder kept(Name name, Location at) {
        return KeptName.newBuilder()
                .setKind(name.kind())
                .setScope(name.scope())
                .setName(name.name())
                .setLine(at.line())
                .setColumn(at.column());
    }

    /** Returns nothing for bytes that say nothing to this program. */
    Optional<XdsArtifact.CompiledFile> read(String path, byte[] bytes) {
        try {
            var input = CodedInputStream.newInstance(bytes);
            // Bodies stay where they are: nobody writes to these bytes.
            input.enableAliasing(true);
            var kept = KeptFile.parseFrom(input);
            // Loops: this is most of what a process does in its first seconds, when streams are slow.
            var resources = new ArrayList<Resource>(kept.getResourcesCount());
            for (var each : kept.getResourcesList()) {
                resources.add(resource(path, each));
            }
            var provides = new ArrayList<Provided>(kept.getProvidesCount());
            for (var each : kept.getProvidesList()) {
                provides.add(new Provided(
                        name(each),
                        new Location(path, each.getLine(), each.getColumn()),
                        Provided.Meaning.valueOf(each.getMeaning().name())));
            }
            var requires = new ArrayList<Required>(kept.getRequiresCount());
            for (var each : kept.getRequiresList()) {
                requires.add(
                        new Required(name(each), new Location(path, each.getLine(), each.getColumn()), each.getMust()));
            }
            var problems = new ArrayList<Problem>(kept.getProblemsCount());
            for (var each : kept.getProblemsList()) {
                problems.add(problem(path, each));
            }
            return Optional.of(new XdsArtifact.CompiledFile(
                    word(kept.getScope()), resources, new Outline(provides, requires, problems, kept.getIncomplete())));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Resource resource(String path, KeptResource kept) {
        var type = types.find(kept.getTypeUrl()).orElseThrow(() -> new IllegalArgumentException(kept.getTypeUrl()));
        boolean hasTtl = kept.getTtlSeconds() != 0 || kept.getTtlNanos() != 0;
        return Resource.known(
                type,
                kept.getName(),
                kept.getVersion(),
                kept.getBody(),
                new ContentSum(kept.getSumHigh(), kept.getSumLow()),
                hasTtl
                        ? Optional.of(Duration.newBuilder()
                                .setSeconds(kept.getTtlSeconds())
                                .setNanos(kept.getTtlNanos())
                                .build())
                        : Optional.empty(),
                kept.getWarmsOnTypeUrl().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new ResourceType.Reference(word(kept.getWarmsOnTypeUrl()), kept.getWarmsOnName())),
                List.copyOf(kept.getAliasesList()),
                new Location(path, kept.getLine(), kept.getColumn()));
    }

    private Name name(KeptName kept) {
        return new Name(word(kept.getKind()), word(kept.getScope()), kept.getName());
    }

    private static Problem problem(String path, KeptProblem kept) {
        return new Problem(
                new Location(path, kept.getLine(), kept.getColumn()),
                kept.getWarning() ? Problem.Severity.WARNING : Problem.Severity.ERROR,
                kept.getCode(),
                kept.getMessage());
    }

    private String word(String read) {
        var known = words.get(read);
        if (known != null) {
            return known;
        }
        if (words.size() < MOST_WORDS) {
            words.put(read, read);
        }
        return read;
    }
}
