package dev.gitvoy.gitsync.sops;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Values that stay encrypted, and where they stand. */
final class SealedValues implements TreeWalk.Values {
    private final Set<Location> places = new HashSet<>();

    Set<Location> places() {
        return places;
    }

    @Override
    public void plain(YamlNode.Scalar scalar, boolean encrypted) {}

    @Override
    public Optional<YamlNode.Scalar> encrypted(
            YamlNode.Scalar scalar, EncryptedValue value, String key, String context) {
        if (value.type().equals(ValueType.COMMENT)) {
            return Optional.empty();
        }
        places.add(scalar.at());
        return Optional.of(scalar);
    }
}
