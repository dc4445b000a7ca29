package dev.gitvoy.gitsync.sops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The files made by SOPS and age themselves, and their throw-away keys. */
final class TestFiles {
    /** Two keys, of which nearly all files are encrypted for the first. */
    static final String KEYS = read("throw-away-test-keys.txt");

    static final String OTHER_KEY = read("throw-away-other-key.txt");

    private TestFiles() {}

    static String read(String name) {
        try (var in = TestFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AgeKeyFile keyFile(Path folder, String content) {
        return new AgeKeyFile(write(folder, content));
    }

    static Path write(Path folder, String content) {
        try {
            var file = folder.resolve("age.key");
            Files.writeString(file, content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
