package dev.gitvoy.xds.resource;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Outline;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Writes compiled files as bytes, and reads them again. Any thread.
 *
 * <p>The bytes are the fields one after the other, and a text that was there before is a number: to read them is most of what a
 * process does in its first seconds, when all code is slow and each class and method more costs time. No other version of the
 * program reads them, so that they can be changed at will.
 */
final class KeptFiles {
    /** Kinds, scopes and the like, of which there are few: each is held once. */
    private static final int MOST_WORDS = 10_000;

    /** Of what follows, at the start: names are read later, and it must be known before that they are there. */
    private static final int LENGTH_BYTES = Integer.BYTES;

    private final ResourceTypes types;
    private final Map<String, String> words = new ConcurrentHashMap<>();

    KeptFiles(ResourceTypes types) {
        this.types = types;
    }

    /**
     * Returns the bytes; nothing for a file that must not be written to disk, because a secret is in it, or that speaks of
     * another.
     */
    Optional<byte[]> write(String path, XdsArtifact.CompiledFile file) {
        boolean isSecret =
                file.resources().stream().anyMatch(resource -> resource.type().equals(ResourceTypes.SECRET));
        return isSecret || !places(file).allMatch(place -> place.file().equals(path))
                ? Optional.empty()
                : Optional.of(Writer.bytes(file));
    }

    private static Stream<Location> places(XdsArtifact.CompiledFile file) {
        return Stream.of(
                        file.resources().stream().map(Resource::at),
                        file.outline().provides().stream().map(Provided::at),
                        file.outline().requires().stream().map(Required::at),
                        file.outline().problems().stream().map(Problem::at))
                .flatMap(each -> each);
    }

    /** Returns nothing for bytes that say nothing to this program. */
    Optional<XdsArtifact.CompiledFile> read(String path, byte[] bytes) {
        try {
            boolean isWhole =
                    bytes.length >= LENGTH_BYTES && ByteBuffer.wrap(bytes).getInt() == bytes.length - LENGTH_BYTES;
            return isWhole ? Optional.of(new Reader(path, bytes).file()) : Optional.empty();
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private String word(String read) {
        var known = words.get(read);
        if (known != null) {
            return known;
        }
        if (words.size() < MOST_WORDS) {
            words.put(read, read);
        }
        return read;
    }

    private static final class Writer {
        private final CodedOutputStream out;
        private final Map<String, Integer> texts = new HashMap<>();

        private Writer(CodedOutputStream out) {
            this.out = out;
        }

        static byte[] bytes(XdsArtifact.CompiledFile file) {
            var bytes = new ByteArrayOutputStream();
            try {
                var out = CodedOutputStream.newInstance(bytes);
                new Writer(out).file(file);
                out.flush();
            } catch (IOException e) {
                throw new IllegalStateException("memory does not take bytes", e);
            }
            return ByteBuffer.allocate(LENGTH_BYTES + bytes.size())
                    .putInt(bytes.size())
                    .put(bytes.toByteArray())
                    .array();
        }

        private void file(XdsArtifact.CompiledFile file) throws IOException {
            text(file.scope());
            out.writeBoolNoTag(file.outline().incomplete());
            number(file.resources().size());
            for (var resource : file.resources()) {
                resource(resource);
            }
            number(file.outline().problems().size());
            for (var each : file.outline().problems()) {
                place(each.at());
                out.writeBoolNoTag(each.isError());
                text(each.code());
                text(each.message());
            }
            number(file.outline().provides().size());
            for (var each : file.outline().provides()) {
                name(each.name(), each.at());
                text(each.meaning().name());
            }
            number(file.outline().requires().size());
            for (var each : file.outline().requires()) {
                name(each.name(), each.at());
                out.writeBoolNoTag(each.must());
            }
        }

        private void resource(Resource resource) throws IOException {
            text(resource.type().typeUrl());
            text(resource.name());
            text(resource.version());
            out.writeFixed64NoTag(resource.sum().high());
            out.writeFixed64NoTag(resource.sum().low());
            out.writeBytesNoTag(resource.body());
            place(resource.at());
            out.writeBoolNoTag(resource.ttl().isPresent());
            if (resource.ttl().isPresent()) {
                out.writeInt64NoTag(resource.ttl().get().toSeconds());
                number(resource.ttl().get().toNanosPart());
            }
            out.writeBoolNoTag(resource.warmsOn().isPresent());
            if (resource.warmsOn().isPresent()) {
                text(resource.warmsOn().get().typeUrl());
                text(resource.warmsOn().get().name());
            }
            number(resource.aliases().size());
            for (var alias : resource.aliases()) {
                text(alias);
            }
        }

        private void name(Name name, Location at) throws IOException {
            text(name.kind());
            text(name.scope());
            text(name.name());
            place(at);
        }

        private void place(Location at) throws IOException {
            number(at.line());
            number(at.column());
        }

        private void number(int number) throws IOException {
            out.writeInt32NoTag(number);
        }

        /** Its number, or else one more than there are, and itself. */
        private void text(String text) throws IOException {
            var known = texts.putIfAbsent(text, texts.size());
            if (known == null) {
                number(texts.size() - 1);
                out.writeStringNoTag(text);
            } else {
                number(known);
            }
        }
    }

    private final class Reader {
        private final String path;
        private final CodedInputStream in;
        private final List<String> texts = new ArrayList<>();

        Reader(String path, byte[] bytes) {
            this.path = path;
            this.in = CodedInputStream.newInstance(bytes, LENGTH_BYTES, bytes.length - LENGTH_BYTES);
            // Bodies stay where they are: nobody writes to these bytes.
            in.enableAliasing(true);
        }

        XdsArtifact.CompiledFile file() throws IOException {
            var scope = word(text());
            boolean incomplete = in.readBool();
            var resources = new ArrayList<Resource>();
            for (int left = in.readInt32(); left > 0; left--) {
                resources.add(resource());
            }
            var problems = new ArrayList<Problem>();
            for (int left = in.readInt32(); left > 0; left--) {
                problems.add(problem());
            }
            return new XdsArtifact.CompiledFile(
                    scope, resources, Outline.withNames(this::namesUnchecked, problems, incomplete));
        }

        private Outline.Names namesUnchecked() {
            try {
                return names();
            } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalStateException(
                        path
                                + ": what was kept of it has a checksum and yet says nothing; delete \"compiled\" in the state folder",
                        e);
            }
        }

        private Outline.Names names() throws IOException {
            var provides = new ArrayList<Provided>();
            for (int left = in.readInt32(); left > 0; left--) {
                provides.add(new Provided(name(), place(), Provided.Meaning.valueOf(text())));
            }
            var requires = new ArrayList<Required>();
            for (int left = in.readInt32(); left > 0; left--) {
                requires.add(new Required(name(), place(), in.readBool()));
            }
            return new Outline.Names(provides, requires);
        }

        private Resource resource() throws IOException {
            var url = text();
            return Resource.known(
                    types.find(url).orElseThrow(() -> new IllegalArgumentException(url)),
                    text(),
                    text(),
                    new ContentSum(in.readFixed64(), in.readFixed64()),
                    in.readBytes(),
                    place(),
                    in.readBool() ? Optional.of(duration()) : Optional.empty(),
                    in.readBool() ? Optional.of(new ResourceType.Reference(word(text()), text())) : Optional.empty(),
                    aliases());
        }

        private Duration duration() throws IOException {
            return Duration.newBuilder()
                    .setSeconds(in.readInt64())
                    .setNanos(in.readInt32())
                    .build();
        }

        private List<String> aliases() throws IOException {
            int left = in.readInt32();
            if (left == 0) {
                return List.of();
            }
            var aliases = new ArrayList<String>();
            for (; left > 0; left--) {
                aliases.add(text());
            }
            return aliases;
        }

        private Problem problem() throws IOException {
            var at = place();
            var severity = in.readBool() ? Problem.Severity.ERROR : Problem.Severity.WARNING;
            var code = text();
            return new Problem(at, severity, code, text());
        }

        private Name name() throws IOException {
            return new Name(word(text()), word(text()), text());
        }

        private Location place() throws IOException {
            return new Location(path, in.readInt32(), in.readInt32());
        }

        private String text() throws IOException {
            int number = in.readInt32();
            if (number == texts.size()) {
                texts.add(in.readString());
            }
            return texts.get(number);
        }
    }
}
