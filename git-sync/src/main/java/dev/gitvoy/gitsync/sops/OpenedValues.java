package dev.gitvoy.gitsync.sops;

import dev.gitvoy.gitsync.yaml.YamlNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Values that are decrypted, and the MAC over all of them. One use. */
final class OpenedValues implements TreeWalk.Values {
    /** With which a MAC begins that leaves out what is not encrypted: the SHA-256 of {@code sops}. */
    private static final byte[] ONLY_ENCRYPTED =
            HexFormat.of().parseHex("8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69");

    private final Key key;
    private final SopsMetadata metadata;
    private final CountedProblems problems;
    private final MessageDigest digest;
    private final List<DecryptedTexts.Value> texts = new ArrayList<>();

    OpenedValues(Key key, SopsMetadata metadata, CountedProblems problems) {
        this.key = key;
        this.metadata = metadata;
        this.problems = problems;
        this.digest = sha512();
        if (metadata.macOnlyEncrypted()) {
            digest.update(ONLY_ENCRYPTED);
        }
    }

    /** See {@link SopsDocument#salt}. */
    byte[] salt() {
        var hash = sha512();
        hash.update("gitvoy version".getBytes(StandardCharsets.US_ASCII));
        return hash.digest(key.getEncoded());
    }

    DecryptedTexts texts() {
        return new DecryptedTexts(texts);
    }

    @Override
    public void plain(YamlNode.Scalar scalar, boolean encrypted) {
        if (encrypted || !metadata.macOnlyEncrypted()) {
            digest.update(GoValue.bytes(scalar));
        }
    }

    @Override
    public Optional<YamlNode.Scalar> encrypted(
            YamlNode.Scalar scalar, EncryptedValue value, String lastKey, String context) {
        Optional<ValueType.Decrypted> opened;
        try {
            var bytes = value.open(key, context);
            if (value.type().equals(ValueType.COMMENT)) {
                return Optional.empty();
            }
            opened = ValueType.read(scalar.at(), value.type(), bytes);
        } catch (GeneralSecurityException e) {
            problems.error(
                    scalar.at(),
                    "sops-value",
                    "this value cannot be decrypted: it was changed, or moved here from another key or file; change"
                            + " files with \"sops edit\"");
            return Optional.empty();
        }
        if (opened.isEmpty()) {
            problems.error(
                    scalar.at(),
                    "sops-value",
                    "what is encrypted here is not of its type, or no UTF-8 text; put bytes as base64 where Envoy wants"
                            + " bytes (inline_bytes)");
        }
        opened.ifPresent(read -> {
            digest.update(read.counted().getBytes(StandardCharsets.UTF_8));
            texts.add(new DecryptedTexts.Value(lastKey, read.scalar().text()));
        });
        return opened.map(ValueType.Decrypted::scalar);
    }

    /** Whether the values are those that were encrypted together, none missing and in their order. */
    void checkMac() {
        try {
            var expected = metadata.mac().open(key, metadata.lastModified());
            var found =
                    HexFormat.of().withUpperCase().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
            if (MessageDigest.isEqual(expected, found)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // Told below.
        }
        problems.error(
                metadata.macAt(),
                "sops-mac",
                "the MAC does not fit: the file was changed without sops, for example by a merge; change it with"
                        + " \"sops edit\"");
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
