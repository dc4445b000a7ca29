package dev.gitvoy.gitsync.yaml;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Decodes a file strictly: a byte that is not UTF-8, or a character that YAML forbids, is a problem with its place. */
final class Utf8 {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Utf8() {}

    static Optional<String> decode(String file, byte[] content, Consumer<Problem> problems) {
        var bytes = ByteBuffer.wrap(content);
        var chars = CharBuffer.allocate(content.length);
        var result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(bytes, chars, true);
        var text = withoutByteOrderMark(chars.flip().toString());

        if (result.isError()) {
            var what = "byte 0x%02X is not UTF-8; save the file as UTF-8".formatted(content[bytes.position()]);
            problems.accept(Problem.error(endOf(file, text), "yaml-encoding", what));
            return Optional.empty();
        }
        int forbidden = firstForbidden(text);
        if (forbidden < text.length()) {
            var what = "character U+%04X is not allowed in YAML; write it as an escape in double quotes, or remove it"
                    .formatted(text.codePointAt(forbidden));
            problems.accept(Problem.error(endOf(file, text.substring(0, forbidden)), "yaml-encoding", what));
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Whether a text can be written as UTF-8; an escape such as {@code "\ud800"} can make one that cannot. */
    static boolean isEncodable(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static String withoutByteOrderMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static int firstForbidden(String text) {
        int i = 0;
        while (i < text.length() && StreamReader.isPrintable(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    /** Returns the place right behind a text, counted as snakeyaml counts: line breaks are CR, LF and CR LF. */
    private static Location endOf(String file, String text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            char c = text.charAt(i);
            boolean isCrOfCrLf = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || (c == '\r' && !isCrOfCrLf)) {
                line++;
                column = 1;
            } else if (c != BYTE_ORDER_MARK) {
                column++;
            }
        }
        return new Location(file, line, column);
    }
}
