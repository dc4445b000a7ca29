package dev.gitvoy.xds.resource;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Serializes messages so that equal messages give equal bytes, as content hashes need. */
public final class Deterministic {
    private Deterministic() {}

    /** Returns the message's bytes with map entries sorted by key: the same, whether the message has a class or is dynamic. */
    public static ByteString bytes(Message message) {
        return write(message instanceof DynamicMessage dynamic ? MapOrder.of(dynamic) : message);
    }

    private static ByteString write(Message message) {
        var bytes = new byte[message.getSerializedSize()];
        var out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the right size cannot fail", e);
        }
        out.checkNoSpaceLeft();
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
