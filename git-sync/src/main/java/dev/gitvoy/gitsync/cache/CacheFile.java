package dev.gitvoy.gitsync.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache in one file that only grows: a head that names who wrote it, then {@linkplain CacheRecord records}. It ends before the
 * first record that is not whole, so that a process may be killed at any time. A file of another writer is begun anew. In memory
 * are the keys, and the values that are not on disk yet.
 */
public final class CacheFile implements CompileCache {
    private static final Logger log = LoggerFactory.getLogger(CacheFile.class);

    private static final byte[] MAGIC = "gitvoy compiled 2\n".getBytes(StandardCharsets.US_ASCII);
    private static final int WRITER_BYTES = 32;
    private static final int HEAD_BYTES = MAGIC.length + WRITER_BYTES;

    private static final long MOST_BYTES = 1L << 30;
    private static final int BUFFER_BYTES = 1 << 20;
    /** Entries that may be of no use before anything is done about it. */
    private static final int SPARE = 10_000;

    private final Path file;
    private final byte[] writer;
    private final Map<CacheKey, Slot> onDisk = new HashMap<>();
    private final Map<CacheKey, CacheRecord> toWrite = new LinkedHashMap<>();
    private FileChannel channel;
    /** Where the next record goes. */
    private long end;

    private boolean isToBeTrimmed;
    private boolean isReadOnly;

    /** Where a record is. */
    private record Slot(long offset, int length, int sourceBytes) {
        static Slot of(CacheRecord record, long offset) {
            return new Slot(offset, record.length(), record.sourceBytes());
        }
    }

    private CacheFile(Path file, byte[] writer, FileChannel channel) {
        this.file = file;
        this.writer = writer;
        this.channel = channel;
    }

    /**
     * Opens it; one that cannot be used is begun anew, or does without a disk. Whoever opens it has it alone.
     *
     * @param writer says who compiles and how: what another writes is of no use
     */
    public static CompileCache open(Path file, String writer) {
        try {
            var cache = new CacheFile(file, sha256(writer), openChannel(file));
            cache.load();
            return cache;
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log("what is compiled cannot be kept on disk: a restart compiles anew");
            return NONE;
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FileChannel openChannel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    // Reading.

    private void load() throws IOException {
        if (!hasOurHead()) {
            begin();
            return;
        }
        end = HEAD_BYTES;
        long size = channel.size();
        // Large enough for any record, so that there is none when nothing is found.
        var part = ByteBuffer.allocate((int) Math.min(CacheRecord.MOST_BYTES, size - end));
        long before;
        do {
            before = end;
            readFully(channel, part.clear(), end);
            addAll(part.flip());
        } while (end > before);
        if (end < size) {
            log.atInfo()
                    .addKeyValue("bytes", size - end)
                    .log("the end of what was compiled earlier is not whole and is left out");
            channel.truncate(end);
        }
    }

    /** Takes in the whole records that a part of the file begins with. */
    private void addAll(ByteBuffer part) {
        int at = 0;
        for (var each = CacheRecord.find(part, at); each != null; each = CacheRecord.find(part, at)) {
            onDisk.put(each.key(), Slot.of(each, end));
            at += each.length();
            end += each.length();
        }
    }

    private boolean hasOurHead() throws IOException {
        var head = ByteBuffer.allocate(HEAD_BYTES);
        readFully(channel, head, 0);
        return !head.hasRemaining() && head.flip().equals(head());
    }

    private ByteBuffer head() {
        return ByteBuffer.allocate(HEAD_BYTES).put(MAGIC).put(writer).flip();
    }

    private void begin() throws IOException {
        channel.truncate(0);
        writeFully(channel, head(), 0);
        end = HEAD_BYTES;
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long from) throws IOException {
        long position = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, position);
            if (read < 0) {
                return;
            }
            position += read;
        }
    }

    @Override
    public synchronized OptionalInt sourceBytes(CacheKey key) {
        var pending = toWrite.get(key);
        if (pending != null) {
            return OptionalInt.of(pending.sourceBytes());
        }
        var slot = onDisk.get(key);
        return slot == null ? OptionalInt.empty() : OptionalInt.of(slot.sourceBytes);
    }

    @Override
    public Optional<byte[]> find(CacheKey key) {
        Slot slot;
        FileChannel from;
        synchronized (this) {
            var pending = toWrite.get(key);
            if (pending != null) {
                return Optional.of(pending.value());
            }
            slot = onDisk.get(key);
            from = channel;
        }
        return slot == null
                ? Optional.empty()
                : Optional.ofNullable(read(key, slot, from)).map(CacheRecord::value);
    }

    /** Verified again: the file may have been damaged since it was opened. */
    private static @Nullable CacheRecord read(CacheKey key, Slot slot, FileChannel from) {
        var bytes = ByteBuffer.allocate(slot.length);
        try {
            readFully(from, bytes, slot.offset);
        } catch (IOException e) {
            // A compiler can do without; the file may have been replaced meanwhile.
            return null;
        }
        var record = CacheRecord.find(bytes.flip(), 0);
        return record != null && record.length() == slot.length && record.key().equals(key) ? record : null;
    }

    // Writing.

    @Override
    public synchronized void put(CacheKey key, int sourceBytes, byte[] value) {
        if (isReadOnly) {
            return;
        }
        var record = CacheRecord.of(key, sourceBytes, value);
        if (record.isSmallEnough()) {
            toWrite.put(key, record);
        }
    }

    @Override
    public synchronized boolean isWorthTrimming(int needed) {
        return onDisk.size() + toWrite.size() > 2 * needed + SPARE;
    }

    @Override
    public synchronized void trim(Collection<CacheKey> needed) {
        var keys = new HashSet<>(needed);
        onDisk.keySet().retainAll(keys);
        toWrite.keySet().retainAll(keys);
        isToBeTrimmed = true;
    }

    @Override
    public synchronized void flush() {
        try {
            if (isToBeTrimmed) {
                rewrite();
                isToBeTrimmed = false;
            }
            append();
        } catch (IOException e) {
            isReadOnly = true;
            toWrite.clear();
            log.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log("what is compiled is kept on disk no more: the next restart compiles anew");
        }
    }

    private void append() throws IOException {
        if (toWrite.isEmpty()) {
            return;
        }
        var batch = new ArrayList<ByteBuffer>();
        var slots = new HashMap<CacheKey, Slot>();
        long offset = end;
        for (var entry : toWrite.entrySet()) {
            var record = entry.getValue();
            if (offset + record.length() > MOST_BYTES) {
                break;
            }
            slots.put(entry.getKey(), Slot.of(record, offset));
            offset += record.length();
            batch.add(record.bytes());
        }
        writeAll(channel, batch, end);
        end = offset;
        onDisk.putAll(slots);
        toWrite.clear();
    }

    private static void writeAll(FileChannel to, List<ByteBuffer> records, long from) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long position = from;
        for (var record : records) {
            if (buffer.remaining() < record.remaining()) {
                position += writeFully(to, buffer.flip(), position);
                buffer.clear();
            }
            if (record.remaining() > buffer.capacity()) {
                position += writeFully(to, record, position);
            } else {
                buffer.put(record);
            }
        }
        writeFully(to, buffer.flip(), position);
    }

    private static long writeFully(FileChannel to, ByteBuffer bytes, long from) throws IOException {
        long position = from;
        while (bytes.hasRemaining()) {
            position += to.write(bytes, position);
        }
        return position - from;
    }

    /** Writes what is left to a new file and puts that in the place of the old one. */
    private void rewrite() throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        var slots = new HashMap<CacheKey, Slot>();
        var to = openChannel(next);
        try {
            long offset = writeFully(to, head(), 0);
            for (var entry : onDisk.entrySet()) {
                var record = read(entry.getKey(), entry.getValue(), channel);
                if (record != null) {
                    slots.put(entry.getKey(), Slot.of(record, offset));
                    offset += writeFully(to, record.bytes(), offset);
                }
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel.close();
            channel = to;
            end = offset;
            onDisk.clear();
            onDisk.putAll(slots);
        } catch (IOException e) {
            to.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        flush();
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing of it is needed any more.
        }
    }
}
