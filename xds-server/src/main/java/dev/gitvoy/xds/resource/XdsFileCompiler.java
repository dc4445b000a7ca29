package dev.gitvoy.xds.resource;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Outline;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import dev.gitvoy.gitsync.sops.SopsDocument;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.gitsync.yaml.YamlParser;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.api.EnvoyTypes;
import dev.gitvoy.xds.check.Checks;
import dev.gitvoy.xds.group.NodeGroups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compiles one file. A document is Envoy's own language in any of three forms: {@code resources: [..]}, a single resource
 * with {@code "@type"}, or a {@code static_resources} block as in a bootstrap.
 */
final class XdsFileCompiler {
    private static final String TYPE = "@type";
    private static final Message WRAPPER = io.envoyproxy.envoy.service.discovery.v3.Resource.getDefaultInstance();
    private static final String WRAPPER_URL = ResourceType.urlOf(WRAPPER);
    private static final Set<String> ENVELOPE = Set.of("ttl", "resource");
    /** What Envoy asks for only because something else refers to it, or has no use of without. */
    private static final Set<ResourceType> PARTS = Set.of(
            ResourceTypes.CLUSTER,
            ResourceTypes.ENDPOINTS,
            ResourceTypes.SECRET,
            ResourceTypes.EXTENSION_CONFIG,
            ResourceTypes.ROUTES);

    private static final Set<String> NAME_FIELDS = Set.of("name", "cluster_name", "clusterName");

    private final ResourceTypes types;
    private final EnvoyApi api;
    private final SopsFiles sops;
    private final Map<String, ResourceType> staticBlocks = new TreeMap<>();
    private final YamlParser yaml = new YamlParser(YamlLimits.DEFAULT);

    XdsFileCompiler(ResourceTypes types, EnvoyApi api, SopsFiles sops) {
        this.types = types;
        this.api = api;
        this.sops = sops;
        // The fields of envoy.config.bootstrap.v3.Bootstrap.StaticResources.
        types.find(ResourceTypes.CLUSTER.typeUrl()).ifPresent(type -> staticBlocks.put("clusters", type));
        types.find(ResourceTypes.LISTENER.typeUrl()).ifPresent(type -> staticBlocks.put("listeners", type));
        types.find(ResourceTypes.SECRET.typeUrl()).ifPresent(type -> staticBlocks.put("secrets", type));
    }

    /** Returns nothing for a file that is not for Envoy, such as a README beside the resources. */
    Optional<XdsArtifact.CompiledFile> compile(SourceFile file) {
        var path = file.path();
        if (path.endsWith(".md") || SopsFiles.isSettings(path)) {
            return Optional.empty();
        }
        var place = Location.startOf(path);
        if (!path.endsWith(".yaml") && !path.endsWith(".yml")) {
            return Optional.of(onlyProblem(Problem.warning(
                    place, "not-yaml", "this file is ignored; resources belong in files that end in .yaml")));
        }
        var folders = path.split("/", -1);
        if (folders.length < 3) {
            return Optional.of(onlyProblem(Problem.error(
                    place,
                    "no-group",
                    "move this file into xds/all/ for every Envoy, or xds/GROUP/ for a node group")));
        }
        var scope = folders[1].equals(NodeGroups.ALL) ? Name.EVERYONE : folders[1];
        if (SopsFiles.isEncrypted(path)) {
            return Optional.of(new EncryptedFile(sops, types, scope)
                    .compile(file, content -> new FileCompilation(scope).compile(content)));
        }
        return Optional.of(new FileCompilation(scope).compile(file));
    }

    private static XdsArtifact.CompiledFile onlyProblem(Problem problem) {
        return new XdsArtifact.CompiledFile(
                Name.EVERYONE, List.of(), new Outline(List.of(), List.of(), List.of(problem), problem.isError()));
    }

    /** The work on one file. */
    private final class FileCompilation {
        private final String scope;
        private final List<Resource> resources = new ArrayList<>();
        private final List<Provided> provides = new ArrayList<>();
        private final List<Required> requires = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private ByteString salt = ByteString.EMPTY;

        FileCompilation(String scope) {
            this.scope = scope;
        }

        XdsArtifact.CompiledFile compile(SourceFile file) {
            var documents = yaml.parse(file.path(), file.bytes(), problems::add);
            boolean unreadable = problems.stream().anyMatch(Problem::isError);
            if (documents.isEmpty() && !unreadable) {
                error(
                        Location.startOf(file.path()),
                        "empty-file",
                        "the file is empty; add a resource or delete the file");
            }
            documents.forEach(this::document);
            documents.forEach(document -> PlainSecrets.find(document, problems::add));
            return new XdsArtifact.CompiledFile(
                    scope, resources, new Outline(provides, requires, problems, unreadable));
        }

        XdsArtifact.CompiledFile compile(SopsDocument encrypted) {
            salt = ByteString.copyFrom(encrypted.salt());
            document(encrypted.content());
            return new XdsArtifact.CompiledFile(scope, resources, new Outline(provides, requires, problems, false));
        }

        private void document(YamlNode document) {
            if (SopsFiles.looksEncrypted(document)) {
                error(
                        document.at(),
                        "sops-name",
                        "this file is encrypted; give it a name that ends in .sops.yaml, so that it is decrypted");
            } else if (!(document instanceof YamlNode.Mapping mapping)) {
                error(
                        document.at(),
                        "wrong-type",
                        "expected a mapping with \"resources\", \"static_resources\" or \"@type\"; found "
                                + document.describe());
            } else if (mapping.entries().containsKey(TYPE)) {
                typedResource(mapping);
            } else {
                mapping.entries().forEach((key, entry) -> {
                    switch (key) {
                        case "resources" -> items(entry.value()).forEach(this::typedResource);
                        case "static_resources" -> staticResources(entry.value());
                        default ->
                            error(
                                    entry.keyAt(),
                                    "unknown-field",
                                    "unknown field \"" + key + "\""
                                            + Suggestion.forName(key, Set.of("resources", "static_resources", TYPE)));
                    }
                });
            }
        }

        private void staticResources(YamlNode block) {
            if (!(block instanceof YamlNode.Mapping mapping)) {
                error(block.at(), "wrong-type", "expected a mapping of lists; found " + block.describe());
                return;
            }
            mapping.entries().forEach((key, entry) -> {
                var type = staticBlocks.get(key);
                if (type == null) {
                    error(
                            entry.keyAt(),
                            "unknown-field",
                            "unknown field \"" + key + "\"" + Suggestion.forName(key, staticBlocks.keySet()));
                } else {
                    items(entry.value()).forEach(item -> resource(type, item));
                }
            });
        }

        /** Envoy reads a single item where a list belongs, and nothing as an empty list. */
        private List<YamlNode> items(YamlNode node) {
            if (node instanceof YamlNode.Sequence sequence) {
                return sequence.items();
            }
            return node instanceof YamlNode.Scalar scalar && scalar.isNull() ? List.of() : List.of(node);
        }

        private void typedResource(YamlNode node) {
            typedResource(node, Optional.empty());
        }

        /** A resource in an envelope that says how long it lives. */
        private void wrappedResource(YamlNode.Mapping envelope) {
            envelope.entries().forEach((field, entry) -> {
                if (!ENVELOPE.contains(field)) {
                    error(
                            entry.keyAt(),
                            "unknown-field",
                            "\"" + field + "\" is not for a file" + Suggestion.forName(field, ENVELOPE));
                }
            });
            var content = envelope.entries().get("resource");
            if (content == null) {
                error(envelope.at(), "missing-field", "\"resource\" is needed: a resource with \"@type\"");
                return;
            }
            var time = ProtoReader.read(only(envelope, "ttl"), WRAPPER, problems::add, (message, places) -> {})
                    .map(each -> (io.envoyproxy.envoy.service.discovery.v3.Resource) each)
                    .filter(io.envoyproxy.envoy.service.discovery.v3.Resource::hasTtl)
                    .map(io.envoyproxy.envoy.service.discovery.v3.Resource::getTtl);
            if (time.isPresent() && time.get().getSeconds() < 1) {
                error(envelope.at(), "bad-value", "ttl must be at least 1s, for a client hears of it in each third");
            }
            typedResource(content.value(), time);
        }

        private void typedResource(YamlNode node, Optional<Duration> ttl) {
            if (!(node instanceof YamlNode.Mapping mapping)) {
                error(node.at(), "wrong-type", "expected a resource with \"@type\"; found " + node.describe());
                return;
            }
            var typeEntry = mapping.entries().get(TYPE);
            if (typeEntry == null) {
                error(
                        node.at(),
                        "missing-type",
                        "a resource needs \"@type\", for example " + ResourceTypes.CLUSTER.typeUrl());
                return;
            }
            var url = typeEntry.value() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            var type = types.find(url);
            if (type.isPresent()) {
                resource(type.get(), without(mapping, TYPE), ttl);
            } else if (url.equals(WRAPPER_URL)) {
                wrappedResource(without(mapping, TYPE));
            } else if (EnvoyTypes.isV2(url)) {
                error(
                        typeEntry.value().at(),
                        "unknown-type",
                        "\"" + Excerpt.of(url) + "\" is the v2 API, which Envoy no longer has; use the v3 type");
            } else {
                error(
                        typeEntry.value().at(),
                        "unknown-type",
                        "\"" + url + "\" is not a resource that is served"
                                + Suggestion.forName(
                                        url,
                                        types.inOrder().stream()
                                                .map(ResourceType::typeUrl)
                                                .collect(Collectors.toList())));
            }
        }

        private void resource(ResourceType type, YamlNode node) {
            resource(type, node, Optional.empty());
        }

        private void resource(ResourceType type, YamlNode node, Optional<Duration> ttl) {
            int problemsBefore = problems.size();
            var prototype = api.find(type.typeUrl()).orElse(type.prototype());
            var visitor = new References(scope, requires::add)
                    .and(Checks.of(prototype.getDescriptorForType(), problems::add));
            Optional<Message> read = ProtoReader.read(api, node, prototype, problems::add, visitor);
            // A resource with a mistake in it is still there for those who refer to it.
            var name = read.map(type.nameOf()).orElseGet(() -> writtenName(node));
            if (name.isEmpty()) {
                if (problems.size() == problemsBefore) {
                    error(node.at(), "missing-name", "this " + type.kind() + " has no name; give it one");
                }
                return;
            }
            provides.add(new Provided(
                    new Name(type.kind(), scope, name),
                    nameAt(node),
                    PARTS.contains(type) ? Provided.Meaning.PART : Provided.Meaning.ROOT));
            read.ifPresent(message ->
                    ListenerAddresses.of(message, scope, addressAt(node)).forEach(provides::add));
            type.owner().ifPresent(owner -> ownerOf(type, owner, name, nameAt(node)));
            read.ifPresent(message -> resources.add(Resource.of(type, message, ttl, salt, node.at())));
        }

        /** A part is named after what it is a part of, which must be there. */
        private void ownerOf(ResourceType type, ResourceType owner, String name, Location at) {
            int end = name.indexOf(ResourceType.OWNER_END);
            if (end <= 0 || end == name.length() - 1) {
                error(
                        at,
                        "bad-name",
                        "name this " + type.kind() + " after its " + owner.kind() + ", for example edge-routes/"
                                + (end < 0 ? name : "shop") + "; found \"" + name + "\"");
            } else {
                requires.add(new Required(new Name(owner.kind(), scope, name.substring(0, end)), at));
            }
        }

        private static YamlNode.Mapping without(YamlNode.Mapping mapping, String key) {
            var entries = new LinkedHashMap<>(mapping.entries());
            entries.remove(key);
            return new YamlNode.Mapping(mapping.at(), entries);
        }

        private static YamlNode.Mapping only(YamlNode.Mapping mapping, String key) {
            var entries = new LinkedHashMap<>(mapping.entries());
            entries.keySet().retainAll(Set.of(key));
            return new YamlNode.Mapping(mapping.at(), entries);
        }

        private static String writtenName(YamlNode node) {
            return nameNode(node).map(YamlNode.Scalar::text).orElse("");
        }

        private static Location nameAt(YamlNode node) {
            return nameNode(node).map(YamlNode.Scalar::at).orElse(node.at());
        }

        private static Location addressAt(YamlNode node) {
            return node instanceof YamlNode.Mapping mapping && mapping.entries().containsKey("address")
                    ? mapping.entries().get("address").value().at()
                    : node.at();
        }

        private static Optional<YamlNode.Scalar> nameNode(YamlNode node) {
            return node instanceof YamlNode.Mapping mapping
                    ? mapping.entries().entrySet().stream()
                            .filter(entry -> NAME_FIELDS.contains(entry.getKey()))
                            .map(entry -> entry.getValue().value())
                            .filter(YamlNode.Scalar.class::isInstance)
                            .map(YamlNode.Scalar.class::cast)
                            .findFirst()
                    : Optional.empty();
        }

        private void error(Location at, String code, String message) {
            problems.add(Problem.error(at, code, message));
        }
    }
}
