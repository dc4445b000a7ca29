package dev.gitvoy.gitsync.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A commit taken apart. Stricter than Git: headers in the order in which Git writes them, each once, so that no two readers
 * of a commit see different things.
 *
 * @param signature the value of {@code gpgsig}
 * @param payload what was signed: the object without {@code gpgsig} and {@code gpgsig-sha256}
 */
record CommitObject(
        List<String> parents, Person author, Person committer, Optional<String> signature, Payload payload) {
    /** A larger commit was hardly written by people: 1 MiB. */
    static final int MAX_BYTES = 1 << 20;

    /** An OpenPGP signature of an RSA key has about 1 KiB; ours may have 64. */
    static final int MAX_SIGNATURE_BYTES = 64 << 10;

    private static final String SIGNATURE = "gpgsig";
    private static final String SIGNATURE_SHA256 = "gpgsig-sha256";

    /** The signed bytes; not to be changed. */
    @SuppressWarnings("ArrayRecordComponent")
    record Payload(byte[] bytes) {}

    /** A header with its continuation lines: the bytes from {@code start} to {@code end}, the last line feed included. */
    private record Header(String name, int start, int end) {}

    static CommitObject parse(byte[] content) throws ObjectionException {
        if (content.length > MAX_BYTES) {
            throw new ObjectionException(
                    "commit-too-large",
                    "has " + content.length + " bytes; shorten its message to at most " + MAX_BYTES);
        }
        var headers = headers(content);
        int parents = 1;
        while (parents < headers.size() && headers.get(parents).name().equals("parent")) {
            parents++;
        }
        requireOrder(headers, parents);

        var parentIds = new ArrayList<String>();
        for (var header : headers.subList(1, parents)) {
            parentIds.add(objectId(content, header));
        }
        var author = Person.parse("author", value(content, headers.get(parents)));
        var committer = Person.parse("committer", value(content, headers.get(parents + 1)));
        return new CommitObject(
                List.copyOf(parentIds), author, committer, signature(content, headers), payload(content, headers));
    }

    private static List<Header> headers(byte[] content) throws ObjectionException {
        var headers = new ArrayList<Header>();
        int position = 0;
        while (true) {
            int end = lineEnd(content, position);
            if (end == position + 1) {
                return headers;
            }
            if (content[position] == ' ') {
                if (headers.isEmpty()) {
                    throw malformed("begins with a continuation line");
                }
                var continued = headers.remove(headers.size() - 1);
                headers.add(new Header(continued.name(), continued.start(), end));
            } else {
                headers.add(new Header(name(content, position, end), position, end));
            }
            position = end;
        }
    }

    /** Returns the place behind the line feed that ends the line. */
    private static int lineEnd(byte[] content, int start) throws ObjectionException {
        for (int i = start; i < content.length; i++) {
            if (content[i] == 0) {
                throw malformed("has a NUL byte in its headers");
            }
            if (content[i] == '\n') {
                return i + 1;
            }
        }
        throw malformed("has no blank line behind its headers");
    }

    private static String name(byte[] content, int start, int end) throws ObjectionException {
        int space = start;
        while (space < end && content[space] != ' ') {
            space++;
        }
        if (space == end) {
            throw malformed("has a header without a value");
        }
        return new String(content, start, space - start, StandardCharsets.ISO_8859_1);
    }

    private static void requireOrder(List<Header> headers, int parents) throws ObjectionException {
        var names = headers.stream().map(Header::name).toList();
        if (names.size() < parents + 2
                || !names.get(0).equals("tree")
                || !names.get(parents).equals("author")
                || !names.get(parents + 1).equals("committer")) {
            throw malformed("does not begin with tree, parents, author and committer in this order");
        }
        var others = names.subList(parents + 2, names.size());
        for (var name : others) {
            boolean isUnknownSignature =
                    name.startsWith(SIGNATURE) && !name.equals(SIGNATURE) && !name.equals(SIGNATURE_SHA256);
            if (List.of("tree", "parent", "author", "committer").contains(name) || isUnknownSignature) {
                throw malformed("has a header that does not belong there");
            }
        }
        // Git joins several signatures to one text; which of them then counts is up to the program that verifies.
        if (count(others, SIGNATURE) > 1 || count(others, SIGNATURE_SHA256) > 1) {
            throw new ObjectionException(
                    "commit-malformed", "has several signatures; sign it once, with git commit --amend -S");
        }
    }

    private static long count(List<String> names, String name) {
        return names.stream().filter(name::equals).count();
    }

    private static String objectId(byte[] content, Header header) throws ObjectionException {
        var id = new String(value(content, header), StandardCharsets.ISO_8859_1);
        if (!id.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw malformed("has a parent that is not an object id");
        }
        return id;
    }

    private static byte[] value(byte[] content, Header header) {
        return Arrays.copyOfRange(content, header.start() + header.name().length() + 1, header.end() - 1);
    }

    private static Optional<String> signature(byte[] content, List<Header> headers) throws ObjectionException {
        for (var header : headers) {
            if (header.name().equals(SIGNATURE)) {
                if (header.end() - header.start() > MAX_SIGNATURE_BYTES) {
                    throw new ObjectionException(
                            "signature-too-large",
                            "has a signature of more than " + MAX_SIGNATURE_BYTES + " bytes; sign it anew");
                }
                var lines = new String(value(content, header), StandardCharsets.ISO_8859_1);
                return Optional.of(lines.replace("\n ", "\n"));
            }
        }
        return Optional.empty();
    }

    private static Payload payload(byte[] content, List<Header> headers) {
        var payload = new ByteArrayOutputStream(content.length);
        int position = 0;
        for (var header : headers) {
            if (header.name().startsWith(SIGNATURE)) {
                payload.write(content, position, header.start() - position);
                position = header.end();
            }
        }
        payload.write(content, position, content.length - position);
        return new Payload(payload.toByteArray());
    }

    private static ObjectionException malformed(String what) {
        return new ObjectionException("commit-malformed", what + "; make it anew with Git (git commit --amend)");
    }
}
