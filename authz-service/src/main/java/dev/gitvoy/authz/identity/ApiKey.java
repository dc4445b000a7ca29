package dev.gitvoy.authz.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API key as its user has it: {@code ak_<environment>_<id>_<secret and checksum>}. The id finds its record; the secret,
 * 130 random bits, proves it. The checksum tells a mistyped key from a wrong one without asking any store, and lets scanners
 * for secrets recognise one.
 */
public final class ApiKey {
    private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    private static final int ID_LENGTH = 12;
    private static final int SECRET_LENGTH = 26;
    private static final int CHECKSUM_LENGTH = 7;
    private static final Pattern FORMAT = Pattern.compile("ak_([a-z0-9]{1,16})_([a-z2-7]{" + ID_LENGTH + "})_([a-z2-7]{"
            + SECRET_LENGTH + "})([a-z2-7]{" + CHECKSUM_LENGTH + "})");
    private static final int LONGEST = 128;

    private final String text;
    private final String id;
    private final String secret;

    private ApiKey(String text, String id, String secret) {
        this.text = text;
        this.id = id;
        this.secret = secret;
    }

    /** @throws IllegalArgumentException when the environment is not 1 to 16 lower-case letters or digits */
    public static ApiKey create(String environment, SecureRandom random) {
        var id = random(random, ID_LENGTH);
        var secret = random(random, SECRET_LENGTH);
        var head = "ak_" + environment + "_" + id + "_" + secret;
        return parse(head + checksum(head))
                .orElseThrow(() -> new IllegalArgumentException(
                        "environment: " + environment + " (expected: 1 to 16 of a-z and 0-9)"));
    }

    /** Empty for what cannot be a key, or was mistyped. */
    public static Optional<ApiKey> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        var matcher = FORMAT.matcher(text);
        if (!matcher.matches()
                || !checksum(text.substring(0, text.length() - CHECKSUM_LENGTH)).equals(matcher.group(4))) {
            return Optional.empty();
        }
        return Optional.of(new ApiKey(text, matcher.group(2), matcher.group(3)));
    }

    /** The key itself: a secret, to be shown once. */
    public String text() {
        return text;
    }

    public String id() {
        return id;
    }

    /** What is kept of the secret, in hex. */
    public String mac(Pepper pepper) {
        return HexFormat.of().formatHex(pepper.mac(id + ":" + secret));
    }

    /** Takes as long for a wrong secret as for the right one. */
    boolean proves(String mac, Pepper pepper) {
        return MessageDigest.isEqual(
                mac(pepper).getBytes(StandardCharsets.US_ASCII), mac.getBytes(StandardCharsets.US_ASCII));
    }

    private static String random(SecureRandom random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return text.toString();
    }

    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        long value = crc.getValue();
        var checksum = new StringBuilder();
        for (int i = 0; i < CHECKSUM_LENGTH; i++) {
            checksum.append(ALPHABET[(int) (value >> (5 * i)) & 31]);
        }
        return checksum.toString();
    }

    @Override
    public String toString() {
        return "ApiKey " + id;
    }
}
