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
    private static final Pattern OCTET = Pattern.compile("25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]");

    // As Envoy has it: the range from + to . holds a comma, which RFC 9110 does not allow.
    private static final Pattern HEADER_NAME = Pattern.compile("^:?[0-9a-zA-Z!#$%&'*+-.^_|~\\x60]+$");

    private WellKnownText() {}

    static boolean isHeaderName(String text, boolean isStrict) {
        return isStrict ? HEADER_NAME.matches(text) : isLine(text);
    }

    static boolean isHeaderValue(String text, boolean isStrict) {
        return isStrict ? text.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7f)) : isLine(text);
    }

    private static boolean isLine(String text) {
        return text.chars().allMatch(c -> c != 0 && c != '\n' && c != '\r');
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
            if (!OCTET.matches(part)) {
                return false;
            }
        }
        return true;
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
