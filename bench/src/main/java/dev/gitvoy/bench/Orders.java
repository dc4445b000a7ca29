package dev.gitvoy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A server's end of its {@link ServerProcess}: commands come in as lines, each is answered by a line. Used by one thread. */
public final class Orders {
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /** The next command; nothing when the benchmark has ended, and the server has to end too. */
    public Optional<String> next() {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void answer(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
