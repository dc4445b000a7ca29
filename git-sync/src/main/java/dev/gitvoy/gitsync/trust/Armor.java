package dev.gitvoy.gitsync.trust;

import java.util.Base64;
import java.util.List;

/**
 * Bytes written as text between a BEGIN and an END line. Of the many ways to write the same bytes in base64 only the one that
 * encoders use is read.
 */
final class Armor {
    private static final int CRC24_START = 0xB704CE;
    private static final int CRC24_POLYNOMIAL = 0x1864CFB;

    private Armor() {}

    /** Reads an armor of OpenSSH, which has no header lines and no checksum. */
    static byte[] ssh(String text, String label) throws RefusedException {
        return base64(String.join("", body(text, label)));
    }

    /** Reads an armor of OpenPGP (RFC 9580, 6.2): header lines, a blank line, base64, and perhaps a checksum. */
    static byte[] pgp(String text, String label) throws RefusedException {
        var lines = body(text, label);
        int blank = lines.indexOf("");
        if (blank < 0) {
            throw new RefusedException("has no blank line behind the BEGIN line");
        }
        for (var header : lines.subList(0, blank)) {
            if (!header.contains(": ")) {
                throw new RefusedException("has a malformed line before its blank line");
            }
        }
        var encoded = lines.subList(blank + 1, lines.size());
        int last = encoded.size() - 1;
        boolean hasChecksum = last >= 0 && encoded.get(last).matches("=[^=]{4}");
        var bytes = base64(String.join("", hasChecksum ? encoded.subList(0, last) : encoded));
        if (hasChecksum && crc24(bytes) != toInt(base64(encoded.get(last).substring(1)))) {
            throw new RefusedException("has a wrong checksum; it was damaged in copying");
        }
        return bytes;
    }

    private static List<String> body(String text, String label) throws RefusedException {
        var lines = text.stripTrailing().lines().map(String::stripTrailing).toList();
        int last = lines.size() - 1;
        if (last < 1
                || !lines.get(0).equals("-----BEGIN " + label + "-----")
                || !lines.get(last).equals("-----END " + label + "-----")) {
            throw new RefusedException("is not one whole block from BEGIN to END " + label);
        }
        return lines.subList(1, last);
    }

    /** Decodes base64 with padding, and nothing but its canonical form. */
    static byte[] base64(String text) throws RefusedException {
        try {
            var bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // The same news for people as the other way to be wrong.
        }
        throw new RefusedException("is not base64; it was damaged in copying");
    }

    private static int crc24(byte[] bytes) {
        int crc = CRC24_START;
        for (byte b : bytes) {
            crc ^= (b & 0xFF) << 16;
            for (int bit = 0; bit < 8; bit++) {
                crc <<= 1;
                if ((crc & 0x1000000) != 0) {
                    crc ^= CRC24_POLYNOMIAL;
                }
            }
        }
        return crc & 0xFFFFFF;
    }

    private static int toInt(byte[] three) {
        int value = 0;
        for (byte b : three) {
            value = value << 8 | (b & 0xFF);
        }
        return value;
    }
}
