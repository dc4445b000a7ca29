package dev.gitvoy.authz.policy;

import dev.gitvoy.authz.identity.KeyRecord;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Outline;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import dev.gitvoy.gitsync.yaml.YamlFields;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the documents of one file, each of a kind, and reports everything that is wrong. One thread. */
final class AuthzFileReader {
    private static final Set<String> KINDS = Set.of("Defaults", "ApiKeys", "Policy");
    private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Pattern HOST = Pattern.compile("\\*|(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+]");
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{64}");
    private static final int FORBIDDEN = 403;

    /** Headers that make the request what it is, or are Envoy's own to set. */
    private static final Set<String> NOT_TO_SET =
            Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer");

    private final List<Policy> policies = new ArrayList<>();
    private final List<IdentityDefinition> identities = new ArrayList<>();
    private final List<KeyRecord> keys = new ArrayList<>();
    private final Set<String> identityHeaders = new HashSet<>();
    private final List<Provided> provides = new ArrayList<>();
    private final List<Required> requires = new ArrayList<>();
    private final List<Problem> problems;

    AuthzFileReader(List<Problem> problems) {
        this.problems = problems;
    }

    AuthzArtifact.CompiledFile compiled() {
        return new AuthzArtifact.CompiledFile(
                policies, identities, keys, identityHeaders, new Outline(provides, requires, problems, false));
    }

    void document(YamlNode document) {
        var read = YamlFields.of(document, "a document", problems::add);
        if (read.isEmpty()) {
            return;
        }
        var fields = read.get();
        fields.text("apiVersion")
                .filter(version -> !version.equals("authz/v1"))
                .ifPresent(version -> error(
                        fields.at("apiVersion"), "bad-value", "unknown version \"" + version + "\"; use authz/v1"));
        var kind = fields.required("kind", "kind: Policy");
        if (kind.isEmpty()) {
            return;
        }
        switch (kind.get()) {
            case "Defaults" -> defaults(fields);
            case "ApiKeys" -> apiKeys(fields);
            case "Policy" -> policy(fields);
            case "Test" -> {
                error(
                        fields.at("kind"),
                        "not-supported",
                        "tests in the repository are not supported by this version of gitvoy; remove the document");
                return;
            }
            default -> {
                error(
                        fields.at("kind"),
                        "bad-value",
                        "unknown kind \"" + kind.get() + "\"" + Suggestion.forName(kind.get(), KINDS));
                return;
            }
        }
        fields.reportUnknownOrEmpty();
    }

    private void defaults(YamlFields fields) {
        provides.add(new Provided(new Name("defaults of authorization", Name.EVERYONE, "Defaults"), fields.at()));
        fields.mapping("spec").ifPresent(spec -> {
            spec.text("decision")
                    .filter(decision -> !decision.equals("deny"))
                    .ifPresent(decision -> error(
                            spec.at("decision"), "bad-value", "decision can only be deny; found \"" + decision + "\""));
            spec.texts("identityHeaders").forEach(header -> header(header.text(), header.at(), "is set")
                    .ifPresent(identityHeaders::add));
            spec.notYet("path", "limits");
            spec.reportUnknownOrEmpty();
        });
        fields.mapping("identities")
                .ifPresent(named -> named.forEach((name, entry) -> {
                    provides.add(new Provided(identityName(name), entry.keyAt()));
                    YamlFields.of(entry.value(), "an identity", problems::add)
                            .ifPresent(identity -> identity(name, identity));
                }));
    }

    private void identity(String name, YamlFields fields) {
        fields.notYet("jwt", "spiffe", "basic", "mtls");
        if (fields.has("anonymous") && fields.has("apiKey")) {
            error(fields.at(), "conflict", "identity \"" + name + "\" has two ways; give each a name of its own");
        }
        fields.mapping("anonymous").ifPresent(anonymous -> {
            anonymous.reportUnknownOrEmpty();
            identities.add(new IdentityDefinition.Anonymous(name));
        });
        fields.mapping("apiKey").ifPresent(apiKey -> {
            var headers = new ArrayList<String>();
            for (var node : apiKey.list("from")) {
                YamlFields.of(node, "an item of from", problems::add).ifPresent(from -> {
                    from.notYet("query", "cookie");
                    from.required("header", "header: x-api-key")
                            .flatMap(header -> header(header, from.at("header"), "is read"))
                            .ifPresent(headers::add);
                    from.reportUnknownOrEmpty();
                });
            }
            if (headers.isEmpty() && apiKey.list("from").isEmpty()) {
                headers.add("x-api-key");
            }
            apiKey.notYet("store", "negativeTtl");
            var onStoreDown = apiKey.oneOf(
                    "onStoreDown", IdentityDefinition.OnStoreDown.class, IdentityDefinition.OnStoreDown.DENY);
            apiKey.reportUnknownOrEmpty();
            identities.add(new IdentityDefinition.ByApiKey(name, headers, onStoreDown));
        });
        if (fields.names().isEmpty()) {
            error(fields.at(), "missing-field", "identity \"" + name + "\" needs apiKey: {} or anonymous: {}");
        }
        fields.reportUnknownOrEmpty();
    }

    private void apiKeys(YamlFields fields) {
        for (var node : fields.list("keys")) {
            YamlFields.of(node, "a key", problems::add).ifPresent(this::apiKey);
        }
    }

    private void apiKey(YamlFields fields) {
        var id = fields.required("id", "what gitvoy keys create prints");
        id.ifPresent(given -> provides.add(new Provided(new Name("API key", Name.EVERYONE, given), fields.at("id"))));
        var mac = fields.required("mac", "what gitvoy keys create prints");
        if (mac.filter(given -> !MAC.matcher(given).matches()).isPresent()) {
            // Not repeated: it may be the key itself.
            error(fields.at("mac"), "bad-value", "mac must be 64 hex digits, as gitvoy keys create prints them");
        }
        var attributes = new HashMap<String, String>();
        fields.mapping("attributes")
                .ifPresent(named -> named.forEach(
                        (name, entry) -> named.text(name).ifPresent(value -> attributes.put(name, value))));
        var record = new KeyRecord(
                id.orElse(""),
                mac.orElse(""),
                fields.text("subject").orElse(""),
                fields.text("tenant").orElse(""),
                texts(fields.texts("scopes")),
                attributes,
                fields.flag("disabled", false),
                notAfter(fields));
        fields.reportUnknownOrEmpty();
        keys.add(record);
    }

    private Optional<Instant> notAfter(YamlFields fields) {
        return fields.text("notAfter").flatMap(text -> {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
                error(
                        fields.at("notAfter"),
                        "bad-value",
                        "notAfter must be a time like 2027-01-31T00:00:00Z; found \"" + text + "\"");
                return Optional.empty();
            }
        });
    }

    private void policy(YamlFields fields) {
        fields.notYet("cache", "shadow", "network", "denied");
        var name = fields.mapping("metadata").flatMap(metadata -> {
            var given = metadata.required("name", "name: orders-read");
            given.ifPresent(
                    text -> provides.add(new Provided(new Name("policy", Name.EVERYONE, text), metadata.at("name"))));
            metadata.text("tenant");
            metadata.text("owner");
            metadata.reportUnknownOrEmpty();
            return given;
        });
        if (!fields.has("metadata")) {
            error(fields.at(), "missing-field", "a policy needs a name: metadata: {name: orders-read}");
        }
        var hosts = new ArrayList<String>();
        var paths = new ArrayList<PathPattern>();
        var methods = new TreeSet<String>();
        if (!fields.has("match")) {
            error(
                    fields.at(),
                    "missing-field",
                    "\"match\" is needed, for example match: {hosts: [\"*\"], paths: [\"/**\"]}");
        }
        fields.mapping("match").ifPresent(match -> match(match, hosts, paths, methods));
        notEmptyList(fields, "deny");
        var deny = rules(fields, "deny");
        var allow = rules(fields, "allow");
        if (allow.isEmpty() && !fields.has("allow")) {
            error(
                    fields.at(),
                    "missing-field",
                    "a policy without \"allow\" lets nobody in; add allow: [{name: everyone}]");
        }
        policies.add(new Policy(
                name.orElse(""),
                fields.at(),
                hosts,
                paths,
                methods,
                authenticate(fields),
                deny,
                allow,
                response(fields)));
    }

    private void match(YamlFields match, List<String> hosts, List<PathPattern> paths, Set<String> methods) {
        match.notYet("grpc");
        for (var host : match.texts("hosts")) {
            if (HOST.matcher(host.text()).matches()) {
                hosts.add(host.text());
            } else {
                error(
                        host.at(),
                        "bad-value",
                        "\"" + host.text() + "\" is no host; use a name in lower case without a port, \"*.example.com\""
                                + " or \"*\"");
            }
        }
        for (var path : match.texts("paths")) {
            PathPattern.parse(path.text())
                    .ifPresentOrElse(
                            paths::add,
                            () -> error(
                                    path.at(),
                                    "bad-value",
                                    "\"" + path.text()
                                            + "\" is no path; use /exact, /any/{segment} or /below/**, without"
                                            + " escapes"));
        }
        notEmptyList(match, "methods");
        for (var method : match.texts("methods")) {
            if (METHOD.matcher(method.text()).matches()) {
                methods.add(method.text());
            } else {
                error(method.at(), "bad-value", "\"" + method.text() + "\" is no method; use capitals, as in GET");
            }
        }
        if (match.list("hosts").isEmpty()) {
            error(match.at(), "missing-field", "\"hosts\" is needed, for example hosts: [\"*\"]");
        }
        if (match.list("paths").isEmpty()) {
            error(match.at(), "missing-field", "\"paths\" is needed, for example paths: [\"/**\"]");
        }
        match.reportUnknownOrEmpty();
    }

    private List<String> authenticate(YamlFields fields) {
        var names = new ArrayList<String>();
        fields.mapping("authenticate").ifPresent(authenticate -> {
            authenticate.texts("anyOf").forEach(name -> {
                names.add(name.text());
                requires.add(new Required(identityName(name.text()), name.at()));
            });
            authenticate.notYet("optional");
            authenticate.reportUnknownOrEmpty();
        });
        if (names.isEmpty()) {
            error(
                    fields.at("authenticate"),
                    "missing-field",
                    "\"authenticate\" is needed, for example authenticate: {anyOf: [partner-key]}");
        }
        return names;
    }

    private List<Policy.Rule> rules(YamlFields fields, String field) {
        var rules = new ArrayList<Policy.Rule>();
        for (var node : fields.list(field)) {
            YamlFields.of(node, "a rule of " + field, problems::add).ifPresent(rule -> {
                rule.notYet("roles", "principals");
                var name = rule.required("name", "name: everyone").orElse("");
                var when =
                        rule.text("when").flatMap(text -> Expressions.condition(text, rule.at("when"), problems::add));
                notEmptyList(rule, "scopes");
                boolean denies = field.equals("deny");
                if (denies && !rule.has("when")) {
                    error(rule.at(), "missing-field", "a rule of deny needs \"when\"");
                }
                var scopes = denies ? Set.<String>of() : Set.copyOf(texts(rule.texts("scopes")));
                int status = denies
                        ? rule.number("status", 400, 599).map(Long::intValue).orElse(FORBIDDEN)
                        : FORBIDDEN;
                var reason = denies ? rule.text("reason").orElse(name) : "";
                rule.reportUnknownOrEmpty();
                rules.add(new Policy.Rule(name, when, scopes, status, reason));
            });
        }
        return rules;
    }

    /** An empty list would mean "no restriction", which nobody writes that way on purpose. */
    private void notEmptyList(YamlFields fields, String field) {
        if (fields.node(field)
                .filter(node ->
                        node instanceof YamlNode.Sequence list && list.items().isEmpty())
                .isPresent()) {
            error(fields.at(field), "empty-field", "\"" + field + "\" is an empty list; fill it or remove it");
        }
    }

    private Policy.Response response(YamlFields fields) {
        Map<String, Expression> set = new HashMap<>();
        Set<String> remove = new HashSet<>();
        Map<String, Policy.Metadata> metadata = new HashMap<>();
        fields.mapping("response").ifPresent(response -> {
            response.notYet("query");
            response.mapping("headers").ifPresent(headers -> {
                headers.mapping("set")
                        .ifPresent(named -> named.forEach((name, entry) -> header(name, entry.keyAt(), "is set")
                                .ifPresent(header -> named.text(name)
                                        .flatMap(text -> Expressions.text(
                                                text, entry.value().at(), problems::add))
                                        .ifPresent(expression -> set.put(header, expression)))));
                headers.texts("remove").forEach(name -> header(name.text(), name.at(), "is removed")
                        .ifPresent(header -> {
                            if (set.containsKey(header)) {
                                error(
                                        name.at(),
                                        "conflict",
                                        "\"" + header + "\" is set as well, and Envoy would remove it; choose one");
                            }
                            remove.add(header);
                        }));
                headers.reportUnknownOrEmpty();
            });
            response.mapping("metadata")
                    .ifPresent(named -> named.forEach((name, entry) ->
                            metadata(named, name, entry).ifPresent(value -> metadata.put(name, value))));
            response.reportUnknownOrEmpty();
        });
        return new Policy.Response(set, remove, metadata);
    }

    private Optional<Policy.Metadata> metadata(YamlFields named, String name, YamlNode.Entry entry) {
        if (entry.value() instanceof YamlNode.Mapping) {
            var fields = new HashMap<String, Expression>();
            named.mapping(name)
                    .ifPresent(inner -> inner.forEach((field, value) -> inner.text(field)
                            .flatMap(text ->
                                    Expressions.value(text, value.value().at(), problems::add))
                            .ifPresent(expression -> fields.put(field, expression))));
            return Optional.of(new Policy.Metadata.Fields(fields));
        }
        return named.text(name)
                .flatMap(text -> Expressions.value(text, entry.value().at(), problems::add))
                .map(Policy.Metadata.Value::new);
    }

    private Optional<String> header(String name, Location at, String what) {
        var lower = name.toLowerCase(Locale.ROOT);
        boolean ours = !NOT_TO_SET.contains(lower) && !lower.startsWith("x-envoy-");
        if (HEADER.matcher(lower).matches() && ours) {
            return Optional.of(lower);
        }
        error(
                at,
                "bad-value",
                "\"" + name + "\" is no header that " + what + " here; "
                        + (ours
                                ? "use letters, digits and dashes, as in x-user-id"
                                : "it belongs to the request itself or to Envoy"));
        return Optional.empty();
    }

    private static Name identityName(String name) {
        return new Name("identity", Name.EVERYONE, name);
    }

    private static List<String> texts(List<YamlNode.Scalar> scalars) {
        return scalars.stream().map(YamlNode.Scalar::text).toList();
    }

    private void error(Location at, String code, String message) {
        problems.add(Problem.error(at, code, message));
    }
}
