package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Finds secrets that are written in the clear: contents given inline of fields that hold keys and passwords, and private keys
 * in PEM anywhere. Looks at the text and not at messages, so that it also sees what cannot be read as one.
 */
final class PlainSecrets {
    static final String CODE = "plain-secret";

    private static final Set<String> SECRET_FIELDS =
            Set.of("private_key", "pkcs12", "password", "session_ticket_keys", "generic_secret");
    private static final Set<String> INLINE = Set.of("inline_string", "inline_bytes");
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----");

    /** Each place once, however many aliases lead to it. */
    private final Set<Location> places = new LinkedHashSet<>();

    private PlainSecrets() {}

    /** Warns of each secret that a document of a file in the clear holds. */
    static void find(YamlNode document, Consumer<Problem> problems) {
        if (SopsFiles.looksEncrypted(document)) {
            return;
        }
        var found = new PlainSecrets();
        found.look(document, false, false);
        found.places.forEach(at -> problems.accept(Problem.warning(
                at,
                CODE,
                "a secret in the clear, for everybody who can read the repository; encrypt this file with sops (a name"
                        + " that ends in .sops.yaml), and replace the secret by a new one")));
    }

    private void look(YamlNode node, boolean underSecret, boolean inline) {
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((key, entry) -> {
                var field = SnakeCase.of(key);
                look(entry.value(), underSecret || SECRET_FIELDS.contains(field), INLINE.contains(field));
            });
        } else if (node instanceof YamlNode.Sequence list) {
            list.items().forEach(item -> look(item, underSecret, inline));
        } else if (node instanceof YamlNode.Scalar scalar
                && !scalar.text().isEmpty()
                && ((underSecret && inline && !scalar.isNull())
                        || PRIVATE_KEY.matcher(scalar.text()).find())) {
            places.add(scalar.at());
        }
    }
}
