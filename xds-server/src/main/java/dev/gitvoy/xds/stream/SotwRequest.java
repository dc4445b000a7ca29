package dev.gitvoy.xds.stream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.ResourceLocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DiscoveryRequest} that is read as far as it is looked at. Each lists all the names that the client wants, thousands
 * perhaps, and nearly always the same as the one before: to see that takes a checksum of their bytes and no string. Immutable.
 */
final class SotwRequest {
    private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int VERSION = tag(DiscoveryRequest.VERSION_INFO_FIELD_NUMBER);
    private static final int NODE = tag(DiscoveryRequest.NODE_FIELD_NUMBER);
    private static final int NAMES = tag(DiscoveryRequest.RESOURCE_NAMES_FIELD_NUMBER);
    private static final int TYPE_URL = tag(DiscoveryRequest.TYPE_URL_FIELD_NUMBER);
    private static final int NONCE = tag(DiscoveryRequest.RESPONSE_NONCE_FIELD_NUMBER);
    private static final int ERROR = tag(DiscoveryRequest.ERROR_DETAIL_FIELD_NUMBER);
    private static final int LOCATORS = tag(DiscoveryRequest.RESOURCE_LOCATORS_FIELD_NUMBER);

    private final byte[] encoded;
    private String version = "";
    private String typeUrl = "";
    private String nonce = "";
    private @Nullable String error;
    private int nameCount;
    /** From the first name to the end of the last; what else stands between them is taken for a part of the list. */
    private int namesFrom;

    private int namesTo;

    private SotwRequest(byte[] encoded) {
        this.encoded = encoded;
    }

    private static int tag(int field) {
        return field << 3 | LENGTH_DELIMITED;
    }

    /** @param encoded is taken over */
    static SotwRequest parse(byte[] encoded) throws InvalidProtocolBufferException {
        var request = new SotwRequest(encoded);
        eachField(CodedInputStream.newInstance(encoded), request::read);
        return request;
    }

    private interface FieldReader {
        /**
         * Reads the field, or skips it.
         *
         * @param from where its tag begins
         */
        void read(int from, int tag, CodedInputStream in) throws IOException;
    }

    private static void eachField(CodedInputStream in, FieldReader reader) throws InvalidProtocolBufferException {
        try {
            int from = in.getTotalBytesRead();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                reader.read(from, tag, in);
                from = in.getTotalBytesRead();
            }
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
    }

    private void read(int from, int tag, CodedInputStream in) throws IOException {
        if (tag == NAMES) {
            namesFrom = nameCount == 0 ? from : namesFrom;
            in.skipRawBytes(in.readRawVarint32());
            namesTo = in.getTotalBytesRead();
            nameCount++;
        } else if (tag == VERSION) {
            version = in.readStringRequireUtf8();
        } else if (tag == TYPE_URL) {
            typeUrl = in.readStringRequireUtf8();
        } else if (tag == NONCE) {
            nonce = in.readStringRequireUtf8();
        } else if (tag == ERROR) {
            error = messageOf(in.readByteArray());
        } else if (tag == LOCATORS) {
            // Not used, but a request that is broken here is broken.
            var unused = ResourceLocator.parseFrom(in.readByteArray());
        } else {
            skip(tag, in);
        }
    }

    private static void skip(int tag, CodedInputStream in) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
    }

    private static String messageOf(byte[] status) throws IOException {
        return com.google.rpc.Status.parseFrom(status).getMessage();
    }

    String typeUrl() {
        return typeUrl;
    }

    String nonce() {
        return nonce;
    }

    String version() {
        return version;
    }

    /** Why the client refuses the response that the nonce names, in its words, if it does. */
    Optional<String> error() {
        return Optional.ofNullable(error);
    }

    boolean hasNames() {
        return nameCount > 0;
    }

    /** Who asks; of a request that does not say, a node without a name. */
    Node node() throws InvalidProtocolBufferException {
        var node = Node.newBuilder();
        eachField(CodedInputStream.newInstance(encoded), (from, tag, in) -> {
            if (tag == NODE) {
                node.mergeFrom(in.readByteArray());
            } else {
                skip(tag, in);
            }
        });
        return node.build();
    }

    /** What is asked for, in the order in which it is listed. */
    List<String> names() throws InvalidProtocolBufferException {
        var names = new ArrayList<String>(nameCount);
        eachField(CodedInputStream.newInstance(encoded, namesFrom, namesTo - namesFrom), (from, tag, in) -> {
            if (tag == NAMES) {
                names.add(in.readStringRequireUtf8());
            } else {
                skip(tag, in);
            }
        });
        return names;
    }

    /**
     * Tells one list of names from another, as they are written: of a client that changes its list without changing this, which
     * two different checksums make as good as impossible, the change would be overlooked.
     */
    long namesSum() {
        var one = new CRC32C();
        one.update(encoded, namesFrom, namesTo - namesFrom);
        var other = new CRC32();
        other.update(encoded, namesFrom, namesTo - namesFrom);
        return one.getValue() << 32 | other.getValue();
    }
}
