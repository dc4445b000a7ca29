package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.source.SourceException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the orders of operators outlive a restart: a file of the state folder, replaced as a whole. */
public final class OrdersFile {
    private static final Logger log = LoggerFactory.getLogger(OrdersFile.class);

    private final Optional<Path> file;

    private OrdersFile(Optional<Path> file) {
        this.file = file;
    }

    /** In a state folder that this process holds. */
    public static OrdersFile in(Path stateDirectory) {
        return new OrdersFile(Optional.of(stateDirectory.resolve("orders.properties")));
    }

    /** For a source that keeps nothing. */
    public static OrdersFile none() {
        return new OrdersFile(Optional.empty());
    }

    /** What was kept; a file that cannot be read is reported and taken for {@link Orders#NONE}. */
    Orders load() {
        try {
            if (file.isEmpty() || !Files.exists(file.get())) {
                return Orders.NONE;
            }
            var kept = new Properties();
            kept.load(new StringReader(Files.readString(file.get())));
            return new Orders(
                    Boolean.parseBoolean(kept.getProperty("suspended")),
                    Optional.ofNullable(kept.getProperty("pinned")),
                    kept.getProperty("by", ""),
                    Optional.ofNullable(kept.getProperty("since")).map(Instant::parse));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            log.atError()
                    .addKeyValue("file", file.get())
                    .addKeyValue("error", e.toString())
                    .log("the orders that were given before cannot be read; following the source");
            return Orders.NONE;
        }
    }

    void save(Orders orders) throws SourceException {
        if (file.isEmpty()) {
            return;
        }
        var kept = new Properties();
        kept.setProperty("suspended", Boolean.toString(orders.suspended()));
        orders.pinned().ifPresent(commit -> kept.setProperty("pinned", commit));
        kept.setProperty("by", orders.by());
        orders.since().ifPresent(time -> kept.setProperty("since", time.toString()));
        try {
            var text = new StringWriter();
            kept.store(text, null);
            replace(file.get(), text.toString());
        } catch (IOException e) {
            throw new SourceException("the order cannot be kept in " + file.get() + ": " + e.getMessage(), e);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
