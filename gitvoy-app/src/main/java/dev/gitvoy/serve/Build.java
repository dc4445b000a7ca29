package dev.gitvoy.serve;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.CRC32;

/** Tells one build of a part of the program from another. */
final class Build {
    private Build() {}

    /** Names the content of the jar that a class of ours is in. */
    static String of(Class<?> member) {
        return nameOf(member, jar -> {
            // No secure hash: nobody but a build makes these, and a start waits for it.
            var bytes = Files.readAllBytes(jar);
            var checksum = new CRC32();
            checksum.update(bytes);
            return bytes.length + ":" + checksum.getValue();
        });
    }

    /** Names the library that a class is in; its jar is named after its version. */
    static String ofLibrary(Class<?> member) {
        return nameOf(member, jar -> Long.toString(Files.size(jar)));
    }

    private interface Content {
        String of(Path jar) throws IOException;
    }

    private static String nameOf(Class<?> member, Content content) {
        try {
            var jar = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            return jar.getFileName() + ":" + content.of(jar);
        } catch (IOException | URISyntaxException e) {
            // A folder of classes, as an IDE runs it: what is in there may change at any time.
            return member.getName() + ":" + UUID.randomUUID();
        }
    }
}
