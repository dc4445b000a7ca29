package dev.gitvoy.gitsync.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class AgeKeyFileTest {
    private static final String KEY = TestFiles.KEYS
            .lines()
            .filter(line -> line.startsWith("AGE-SECRET-KEY-1"))
            .findFirst()
            .orElseThrow();

    @TempDir
    Path folder;

    @Test
    void read_filesOfAgeKeygenJoined_holdsAllKeys() throws Exception {
        assertThat(TestFiles.keyFile(folder, TestFiles.KEYS).read())
                .hasToString("[age1ems9x295yl5j80wz6s8pj33dc73cl3mymse9ydqtftr499mqnghs4ltssc,"
                        + " age17z3y5vupdgqtz3x6y4e2w6hdtsnpxwf5ng8asce4v2le8rc05emq9vfhr6]");
    }

    @Test
    void read_blanksAndLineEndsOfWindows_areNoPartOfAKey() throws Exception {
        assertThat(TestFiles.keyFile(folder, "\r\n # mine\r\n\t" + KEY + "  \r\n\r\n")
                        .read())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', holds no key; make one with age-keygen",
        "'# nothing', holds no key; make one with age-keygen",
        "age1abc, 'has a public key in line 1; give the private one, AGE-SECRET-KEY-1..'",
        "'\nAGE-SECRET-KEY-1QQQQHUNTER2', has no key of age for X25519 in line 2: expected AGE-SECRET-KEY-1..",
        "AGE-PLUGIN-HUNTER2, has no key of age for X25519 in line 1: expected AGE-SECRET-KEY-1..",
        "AGE-SECRET-KEY-PQ-1HUNTER2, has no key of age for X25519 in line 1: expected AGE-SECRET-KEY-1..",
        "age-encryption.org/v1, 'is encrypted itself; give the keys in the clear, readable by this user alone'"
    })
    void read_somethingElse_isToldWithoutItsContent(String content, String expected) {
        var keys = TestFiles.keyFile(folder, content);

        assertThatThrownBy(keys::read)
                .isInstanceOf(IOException.class)
                .hasMessage("--age-key-file=" + folder.resolve("age.key") + " " + expected)
                .hasNoCause();
    }

    @Test
    void read_damagedKey_isToldWithoutIt() {
        var damaged = KEY.substring(0, KEY.length() - 1) + (KEY.endsWith("Q") ? "P" : "Q");

        assertThatThrownBy(TestFiles.keyFile(folder, damaged)::read)
                .hasMessageContaining("in line 1")
                .hasMessageNotContaining(KEY.substring(20, 40));
    }

    @Test
    void read_largeFile_isRefused() {
        assertThatThrownBy(TestFiles.keyFile(folder, "#".repeat(100_000))::read)
                .hasMessageContaining("has more than 65536 bytes");
        assertThatThrownBy(TestFiles.keyFile(folder, (KEY + "\n").repeat(101))::read)
                .hasMessageContaining("has more than 100 keys");
    }

    @Test
    void read_fileThatOthersMayRead_warnsOnce() throws Exception {
        var logger = (Logger) LoggerFactory.getLogger(AgeKeyFile.class);
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        logger.addAppender(logged);
        logger.setLevel(Level.WARN);
        try {
            var keys = TestFiles.keyFile(folder, TestFiles.KEYS);
            keys.read();
            assertThat(logged.list).isEmpty();

            Files.setPosixFilePermissions(folder.resolve("age.key"), PosixFilePermissions.fromString("rw-r-----"));
            keys.read();
            keys.read();

            assertThat(logged.list)
                    .singleElement()
                    .asString()
                    .contains("private keys that others on this machine may read");
        } finally {
            logger.detachAppender(logged);
            logger.setLevel(null);
        }
    }
}
