package dev.gitvoy.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server under test, in a JVM of its own: its CPU and memory are its alone. Every server gets the same heap and collector.
 * It is spoken to in lines, one answer to each; the other end is {@link Orders}. Used by one thread.
 *
 * <p>It ends when this process does, for its input then ends, and it is told to.
 */
public final class ServerProcess implements AutoCloseable {
    private static final List<String> SAME_FOR_ALL = List.of("-XX:+UseG1GC", "-Xms256m", "-Xmx2g");
    /** More options for each server's JVM, to look into it: a flight recording, a log of collections. */
    private static final String EXTRA_OPTIONS = "BENCH_SERVER_OPTS";

    /** The first is the heap, whatever collector has it. */
    private static final Pattern HEAP_IN_USE = Pattern.compile("used (\\d+)K");

    private static final double KIB_PER_MIB = 1024;

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration QUIET_TIMEOUT = Duration.ofMillis(200);
    private static final Duration QUIET = Duration.ofMillis(20);

    private final String name;
    private final Process process;
    private final BufferedWriter commands;
    /** Its lines; nothing when it has ended. */
    private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

    private ServerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        var reader = new Thread(this::read, name + "-answers");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a class that has a {@code main}, on this process's class path. Its log goes where this process's errors go. */
    public static ServerProcess start(Class<?> main, String... args) throws BenchException {
        return start(SAME_FOR_ALL, main, args);
    }

    /** The same with another heap and collector, for both servers of a benchmark. */
    public static ServerProcess start(List<String> memory, Class<?> main, String... args) throws BenchException {
        var command = new ArrayList<String>();
        command.add(javaHome("java"));
        command.addAll(memory);
        command.addAll(extraOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return start(main.getSimpleName(), command, Map.of());
    }

    /**
     * Starts any program. One that does not end with its input has to end in order when it is told to.
     *
     * @param environment what is added to this process's
     */
    public static ServerProcess start(String name, List<String> command, Map<String, String> environment)
            throws BenchException {
        try {
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            var process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, name + "-end"));
            return new ServerProcess(name, process);
        } catch (IOException e) {
            throw new BenchException(name + " does not start: " + e.getMessage(), e);
        }
    }

    /** Options for each server's JVM that whoever runs the benchmarks adds. */
    public static List<String> extraOptions() {
        return Arrays.stream(System.getenv().getOrDefault(EXTRA_OPTIONS, "").split(" ", -1))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    private static String javaHome(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(Optional.of(line));
            }
        } catch (IOException ended) {
            // Said below.
        }
        answers.add(Optional.empty());
    }

    /** Sends a command, for which {@link #expect} has the answer. */
    public void send(String command) throws BenchException {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new BenchException(name + " takes no command any more: \"" + command + "\"", e);
        }
    }

    /** Waits for the next answer; returns what follows the word that it has to begin with. */
    public String expect(String word, Duration timeout) throws BenchException, InterruptedException {
        var answer = answers.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new BenchException(name + " did not answer \"" + word + "\" within " + timeout.toSeconds() + " s");
        }
        if (answer.isEmpty()) {
            throw new BenchException(name + " ended instead of answering \"" + word + "\"; its errors are above");
        }
        var line = answer.get();
        if (!line.equals(word) && !line.startsWith(word + " ")) {
            throw new BenchException(name + " answered \"" + line + "\" instead of \"" + word + "\"");
        }
        return line.substring(word.length()).trim();
    }

    /** User and system time so far. In steps of 10 ms: measure many operations at once. */
    public long cpuMicros() {
        return ProcFiles.cpuMicros(process.pid());
    }

    /** The CPU time so far, once it has stopped growing or a fifth of a second has passed: late work belongs to what caused it. */
    public long quietCpuMicros() throws InterruptedException {
        long deadline = System.nanoTime() + QUIET_TIMEOUT.toNanos();
        long before = cpuMicros();
        while (true) {
            Thread.sleep(QUIET.toMillis());
            long now = cpuMicros();
            if (now == before || System.nanoTime() - deadline >= 0) {
                return now;
            }
            before = now;
        }
    }

    public double rssMiB() {
        return ProcFiles.rssMiB(process.pid());
    }

    /** The most memory that it ever had. */
    public double peakRssMiB() {
        return ProcFiles.peakRssMiB(process.pid());
    }

    /** The heap that is in use after a collection, of whatever program it is. */
    public double heapMiB() throws BenchException, InterruptedException {
        jcmd("GC.run");
        var matcher = HEAP_IN_USE.matcher(jcmd("GC.heap_info"));
        if (!matcher.find()) {
            throw new BenchException("jcmd does not tell the heap of " + name);
        }
        return Double.parseDouble(matcher.group(1)) / KIB_PER_MIB;
    }

    private String jcmd(String order) throws BenchException, InterruptedException {
        try {
            var jcmd = new ProcessBuilder(javaHome("jcmd"), Long.toString(process.pid()), order)
                    .redirectErrorStream(true)
                    .start();
            String answer;
            try (var lines = jcmd.inputReader(StandardCharsets.UTF_8)) {
                answer = lines.lines().collect(Collectors.joining("\n"));
            }
            if (jcmd.waitFor() != 0) {
                throw new BenchException("jcmd failed on " + name + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new BenchException("jcmd of a JDK is needed: " + e.getMessage(), e);
        }
    }

    /** Ends it politely: a signal does it for those that do not look at their input. */
    public void stop(Duration timeout) throws BenchException, InterruptedException {
        process.destroy();
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BenchException(name + " did not end within " + timeout.toSeconds() + " s");
        }
    }

    /** Ends it: politely by the end of its input, after some seconds by force. */
    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException alreadyGone) {
            // Then there is nothing to say to it.
        }
        try {
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
