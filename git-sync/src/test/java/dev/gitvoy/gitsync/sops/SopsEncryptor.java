package dev.gitvoy.gitsync.sops;

import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts trees as SOPS does, all values of them, independently of what decrypts. The output is JSON, which is YAML. */
final class SopsEncryptor {
    private static final String LAST_MODIFIED = "2026-01-31T12:00:00Z";

    private final Random random;
    private final byte[] dataKey = new byte[32];
    private final MessageDigest mac;

    SopsEncryptor(long seed) throws GeneralSecurityException {
        this.random = new Random(seed);
        this.mac = MessageDigest.getInstance("SHA-512");
        random.nextBytes(dataKey);
    }

    String encrypt(YamlNode.Mapping tree, List<String> recipients) throws GeneralSecurityException, IOException {
        var content = entries(tree, "");
        var digest = HexFormat.of().withUpperCase().formatHex(mac.digest());
        var age = new StringBuilder();
        for (var recipient : recipients) {
            age.append(age.isEmpty() ? "" : ", ")
                    .append("{\"recipient\": ")
                    .append(json(recipient))
                    .append(", \"enc\": ")
                    .append(json(armored(recipient)))
                    .append('}');
        }
        return "{" + content + (content.isEmpty() ? "" : ", ") + "\"sops\": {\"age\": [" + age
                + "], \"lastmodified\": \"" + LAST_MODIFIED + "\", \"mac\": "
                + json(value(digest, "str", LAST_MODIFIED)) + ", \"version\": \"3.13.3\"}}";
    }

    private String entries(YamlNode.Mapping mapping, String context) throws GeneralSecurityException {
        var entries = new StringBuilder();
        for (var entry : mapping.entries().entrySet()) {
            entries.append(entries.isEmpty() ? "" : ", ")
                    .append(json(entry.getKey()))
                    .append(": ")
                    .append(node(entry.getValue().value(), context + entry.getKey() + ":"));
        }
        return entries.toString();
    }

    private String node(YamlNode node, String context) throws GeneralSecurityException {
        if (node instanceof YamlNode.Mapping mapping) {
            return "{" + entries(mapping, context) + "}";
        }
        if (node instanceof YamlNode.Sequence list) {
            var items = new StringBuilder();
            for (var item : list.items()) {
                items.append(items.isEmpty() ? "" : ", ").append(node(item, context));
            }
            return "[" + items + "]";
        }
        return scalar((YamlNode.Scalar) node, context);
    }

    /** Plain scalars here are whole numbers, booleans and null. */
    private String scalar(YamlNode.Scalar scalar, String context) throws GeneralSecurityException {
        if (scalar.isNull()) {
            return "null";
        }
        var text = scalar.text();
        var isBoolean = scalar.plain() && (text.equals("true") || text.equals("false"));
        var counted = isBoolean ? (text.equals("true") ? "True" : "False") : text;
        mac.update(counted.getBytes(StandardCharsets.UTF_8));
        var type = isBoolean ? "bool" : scalar.plain() ? "int" : "str";
        return counted.isEmpty() ? "\"\"" : json(value(counted, type, context));
    }

    private String value(String text, String type, String context) throws GeneralSecurityException {
        var iv = new byte[32];
        random.nextBytes(iv);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(dataKey, "AES"), new GCMParameterSpec(128, iv));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        var sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
        var base64 = Base64.getEncoder();
        return "ENC[AES256_GCM,data:" + base64.encodeToString(Arrays.copyOf(sealed, sealed.length - 16)) + ",iv:"
                + base64.encodeToString(iv) + ",tag:"
                + base64.encodeToString(Arrays.copyOfRange(sealed, sealed.length - 16, sealed.length)) + ",type:"
                + type + "]";
    }

    private String armored(String recipient) throws GeneralSecurityException, IOException {
        var out = new ByteArrayOutputStream();
        try (var channel = new ArmoredEncryptingChannelFactory()
                .newEncryptingChannel(
                        Channels.newChannel(out),
                        List.of(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient)))) {
            channel.write(ByteBuffer.wrap(dataKey));
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static String json(String text) {
        return text.codePoints()
                .mapToObj(c -> c < ' ' || c == '"' || c == '\\' || c > '~'
                        ? c > 0xffff ? "\\U%08x".formatted(c) : "\\u%04x".formatted(c)
                        : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
