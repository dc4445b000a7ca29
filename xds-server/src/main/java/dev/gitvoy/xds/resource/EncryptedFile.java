package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Outline;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import dev.gitvoy.gitsync.sops.SopsDocument;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.gitsync.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compiles a file that is encrypted: what can be decrypted like any other file, but without a value in what is told of it;
 * what cannot as far as it is readable, without an opinion on the rest.
 */
final class EncryptedFile {
    /** Whose values are told to everybody. */
    private static final Set<String> SHOWN = Set.of("@type", "name", "cluster_name", "clusterName");

    private final SopsFiles sops;
    private final ResourceTypes types;
    private final String scope;

    EncryptedFile(SopsFiles sops, ResourceTypes types, String scope) {
        this.sops = sops;
        this.types = types;
        this.scope = scope;
    }

    /** @param compiler compiles the content, as if it was in the clear */
    XdsArtifact.CompiledFile compile(SourceFile file, Function<SopsDocument, XdsArtifact.CompiledFile> compiler) {
        var problems = new ArrayList<Problem>();
        var document = sops.read(file.path(), file.bytes(), problems::add);
        if (document.isEmpty()) {
            return new XdsArtifact.CompiledFile(scope, List.of(), new Outline(List.of(), List.of(), problems, true));
        }
        try {
            return discreet(compiler.apply(document.get()), document.get());
        } catch (RuntimeException e) {
            // Our defect; what an exception says may be of the file's content, so it is neither told nor logged.
            var what = "gitvoy failed to compile this encrypted file ("
                    + e.getClass().getName() + "); please report it";
            problems.add(Problem.error(Location.startOf(file.path()), "internal-error", what));
            return new XdsArtifact.CompiledFile(scope, List.of(), new Outline(List.of(), List.of(), problems, true));
        }
    }

    private XdsArtifact.CompiledFile discreet(XdsArtifact.CompiledFile compiled, SopsDocument document) {
        var outline = compiled.outline();
        var sealedNames = outline.provides().stream()
                .filter(each -> document.isSealed(each.at()))
                .map(each -> each.name().name())
                .collect(Collectors.toSet());
        var unknown = outline.problems().stream()
                .filter(each -> document.isSealed(each.at()))
                .toList();

        var provides = outline.provides().stream()
                .map(each -> document.isSealed(each.at())
                        ? new Provided(anyOf(each.name().kind()), each.at())
                        : each)
                .collect(Collectors.toCollection(ArrayList::new));
        var requires = outline.requires().stream()
                .map(each -> document.isSealed(each.at())
                        ? new Required(anyOf(each.name().kind()), each.at(), false)
                        : each)
                .collect(Collectors.toCollection(ArrayList::new));
        for (var type : types.inOrder()) {
            // A resource with an unknown type may be any; one that could not be read may refer to any.
            unknown.stream()
                    .filter(each -> each.code().equals("unknown-type"))
                    .findFirst()
                    .ifPresent(each -> provides.add(new Provided(anyOf(type.kind()), each.at())));
            unknown.stream()
                    .findFirst()
                    .ifPresent(each -> requires.add(new Required(anyOf(type.kind()), each.at(), false)));
        }
        return new XdsArtifact.CompiledFile(
                scope,
                compiled.resources().stream()
                        .filter(resource -> !sealedNames.contains(resource.name()))
                        .toList(),
                new Outline(
                        provides,
                        requires,
                        outline.problems().stream()
                                .filter(each -> !document.isSealed(each.at()))
                                .map(each -> document.discreet(each, SHOWN))
                                .toList(),
                        outline.incomplete()));
    }

    private Name anyOf(String kind) {
        return new Name(kind, scope, Name.ANY);
    }
}
