package dev.gitvoy.xds.check;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;

/** The forms of strings that protoc-gen-validate knows by name. */
final class WellKnownText {
    private static final int LONGEST_HOSTNAME = 253;
    private static final int LONGEST_EMAIL = 254;

    private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");
    private static final Pattern MAILBOX = Pattern.compile("[^@\\s\\x00-\\x20<>\\[\\](),;:\"\\\\]{1,64}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern HEX_GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    // As Envoy has it, with a comma, which RFC 9110 does not allow.
    private static final String HEADER_SIGNS = "!#$%&'*+,-.^_|~`";

    private WellKnownText() {}

    static boolean isHeaderName(String text, boolean isStrict) {
        if (!isStrict) {
            return isLine(text);
        }
        int start = text.startsWith(":") ? 1 : 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && HEADER_SIGNS.indexOf(c) < 0) {
                return false;
            }
        }
        return text.length() > start;
    }

    static boolean isHeaderValue(String text, boolean isStrict) {
        for (int i = 0; isStrict && i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return isLine(text);
    }

    private static boolean isLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c == '\n' || c == '\r') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    static boolean isHostname(String text) {
        var name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.length() > LONGEST_HOSTNAME) {
            return false;
        }
        for (var label : name.split("\\.", -1)) {
            if (!LABEL.matches(label)) {
                return false;
            }
        }
        return true;
    }

    static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        return text.length() <= LONGEST_EMAIL
                && at > 0
                && MAILBOX.matches(text.substring(0, at))
                && isHostname(text.substring(at + 1));
    }

    static boolean isIp(String text) {
        return isIpv4(text) || isIpv6(text);
    }

    static boolean isIpv4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (var part : parts) {
            if (!isOctet(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOctet(String text) {
        boolean isShort = !text.isEmpty() && text.length() <= 3 && (text.length() == 1 || text.charAt(0) != '0');
        int value = 0;
        for (int i = 0; isShort && i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            value = value * 10 + (c - '0');
        }
        return isShort && value <= 255;
    }

    /** RFC 4291, section 2.2, without a zone. */
    static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        var before = text.substring(0, gap);
        var after = text.substring(gap + 2);
        int first = before.isEmpty() ? 0 : groups(before, false);
        int last = after.isEmpty() ? 0 : groups(after, true);
        return first >= 0 && last >= 0 && first + last <= 7;
    }

    /** Returns how many groups of 16 bits a part of an address has, or -100 when it is no such part. */
    private static int groups(String text, boolean mayEndInIpv4) {
        var parts = text.split(":", -1);
        int groups = 0;
        for (int i = 0; i < parts.length; i++) {
            if (mayEndInIpv4 && i == parts.length - 1 && isIpv4(parts[i])) {
                groups += 2;
            } else if (HEX_GROUP.matches(parts[i])) {
                groups++;
            } else {
                return -100;
            }
        }
        return groups;
    }

    static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static boolean isUriReference(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static boolean isUuid(String text) {
        return UUID.matches(text);
    }
}
