package dev.gitvoy.gitsync.trust;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A packet of OpenPGP (RFC 9580, 4). The library that reads what is inside allocates what a length says, so each packet is cut
 * out first, by its real length.
 */
final class PgpPacket {
    static final int SIGNATURE = 2;
    static final int PUBLIC_KEY = 6;
    static final int USER_ID = 13;
    static final int PUBLIC_SUBKEY = 14;
    static final int USER_ATTRIBUTE = 17;

    private static final int MOST = 10_000;

    private final int tag;
    private final byte[] body;

    private PgpPacket(int tag, byte[] body) {
        this.tag = tag;
        this.body = body;
    }

    /** A signature packet with this body. */
    static PgpPacket signature(byte[] body) {
        return new PgpPacket(SIGNATURE, body);
    }

    static List<PgpPacket> split(byte[] bytes) throws RefusedException {
        var packets = new ArrayList<PgpPacket>();
        int position = 0;
        while (position < bytes.length) {
            if (packets.size() == MOST) {
                throw new RefusedException("has more than " + MOST + " packets");
            }
            int header = bytes[position++] & 0xFF;
            boolean isNewFormat = (header & 0x40) != 0;
            int lengthBytes = isNewFormat ? newLengthBytes(at(bytes, position)) : 1 << (header & 3);
            if ((header & 0x80) == 0 || lengthBytes > 5 || (!isNewFormat && lengthBytes > 4)) {
                throw new RefusedException("is not a sequence of whole OpenPGP packets");
            }
            long length = isNewFormat ? newLength(bytes, position, lengthBytes) : number(bytes, position, lengthBytes);
            position += lengthBytes;
            if (length > bytes.length - position) {
                throw new RefusedException("has a packet that ends too early");
            }
            int end = position + (int) length;
            int tag = isNewFormat ? header & 0x3F : (header & 0x3C) >> 2;
            packets.add(new PgpPacket(tag, Arrays.copyOfRange(bytes, position, end)));
            position = end;
        }
        return packets;
    }

    /** Six for a packet in parts, which no key and no signature may be. */
    private static int newLengthBytes(int first) {
        if (first < 192) {
            return 1;
        }
        if (first < 224) {
            return 2;
        }
        return first == 255 ? 5 : 6;
    }

    private static long newLength(byte[] bytes, int position, int lengthBytes) throws RefusedException {
        return switch (lengthBytes) {
            case 1 -> at(bytes, position);
            case 2 -> ((at(bytes, position) - 192) << 8) + at(bytes, position + 1) + 192;
            default -> number(bytes, position + 1, 4);
        };
    }

    private static long number(byte[] bytes, int position, int length) throws RefusedException {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | at(bytes, position + i);
        }
        return number;
    }

    private static int at(byte[] bytes, int position) throws RefusedException {
        if (position >= bytes.length) {
            throw new RefusedException("has a packet that ends too early");
        }
        return bytes[position] & 0xFF;
    }

    int tag() {
        return tag;
    }

    byte[] body() {
        return body;
    }

    /** The byte of the body at an index; -1 behind its end. */
    int at(int index) {
        return index < body.length ? body[index] & 0xFF : -1;
    }

    /** The packet in the new format, with a length of five bytes. */
    byte[] encoded() {
        var result = new ByteArrayOutputStream();
        result.write(0xC0 | tag);
        result.write(255);
        for (int shift = 24; shift >= 0; shift -= 8) {
            result.write(body.length >> shift);
        }
        result.writeBytes(body);
        return result.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PgpPacket packet && packet.tag == tag && Arrays.equals(packet.body, body);
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(body);
    }
}
