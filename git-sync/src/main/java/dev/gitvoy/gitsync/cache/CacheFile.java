package dev.gitvoy.gitsync.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache in one file that only grows: a head that names who wrote it, then records of checksum, length, key and value. It ends
 * before the first record that is not whole, so that a process may be killed at any time. A file of another writer is begun anew.
 * In memory are the keys, and the values that are not on disk yet.
 */
public final class CacheFile implements CompileCache {
    private static final Logger log = LoggerFactory.getLogger(CacheFile.class);

    private static final byte[] MAGIC = "gitvoy compiled 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int WRITER_BYTES = 32;
    private static final int HEAD_BYTES = MAGIC.length + WRITER_BYTES;
    private static final int RECORD_HEAD_BYTES = Integer.BYTES + Integer.BYTES + CacheKey.BYTES;
    /** A file's resources are not much larger than its text, which is at most 1 MiB. */
    private static final int MOST_VALUE_BYTES = 8 << 20;

    private static final long MOST_BYTES = 1L << 30;
    private static final int BUFFER_BYTES = 1 << 20;
    /** Entries that may be of no use before anything is done about it. */
    private static final int SPARE = 10_000;

    private final Path file;
    private final byte[] writer;
    private final Map<CacheKey, Slot> onDisk = new HashMap<>();
    private final Map<CacheKey, byte[]> toWrite = new LinkedHashMap<>();
    private FileChannel channel;
    /** Where the next record goes. */
    private long end;

    private boolean isToBeTrimmed;
    private boolean isReadOnly;

    /** Where a value is. */
    private record Slot(long offset, int length) {}

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
        var id = CacheKey.sha256().digest(writer.getBytes(StandardCharsets.UTF_8));
        try {
            var cache = new CacheFile(file, id, openChannel(file));
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
        var buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
        while (true) {
            buffer = filled(buffer, RECORD_HEAD_BYTES, size);
            if (buffer.remaining() < RECORD_HEAD_BYTES) {
                break;
            }
            int length = buffer.getInt(buffer.position() + Integer.BYTES);
            if (length < 0 || length > MOST_VALUE_BYTES) {
                break;
            }
            buffer = filled(buffer, RECORD_HEAD_BYTES + length, size);
            if (buffer.remaining() < RECORD_HEAD_BYTES + length || !isWhole(buffer, length)) {
                break;
            }
            var key = CacheKey.read(buffer.duplicate().position(buffer.position() + 2 * Integer.BYTES));
            onDisk.put(key, new Slot(end + RECORD_HEAD_BYTES, length));
            buffer.position(buffer.position() + RECORD_HEAD_BYTES + length);
            end += RECORD_HEAD_BYTES + length;
        }
        if (end < size) {
            log.atInfo()
                    .addKeyValue("bytes", size - end)
                    .log("the end of what was compiled earlier is not whole and is left out");
            channel.truncate(end);
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

    /** Returns a buffer with as many bytes from {@link #end} on, or as many as there are. */
    private ByteBuffer filled(ByteBuffer buffer, int bytes, long size) throws IOException {
        if (buffer.remaining() >= bytes || end + buffer.remaining() >= size) {
            return buffer;
        }
        ByteBuffer next;
        if (buffer.capacity() >= bytes) {
            next = buffer.compact();
        } else {
            next = ByteBuffer.allocate(bytes).put(buffer);
        }
        readFully(channel, next, end + next.position());
        return next.flip();
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

    private static boolean isWhole(ByteBuffer record, int length) {
        var checked = record.duplicate()
                .position(record.position() + Integer.BYTES)
                .limit(record.position() + RECORD_HEAD_BYTES + length);
        var checksum = new CRC32C();
        checksum.update(checked);
        return record.getInt(record.position()) == (int) checksum.getValue();
    }

    @Override
    public synchronized boolean has(CacheKey key) {
        return toWrite.containsKey(key) || onDisk.containsKey(key);
    }

    @Override
    public Optional<byte[]> find(CacheKey key) {
        Slot slot;
        FileChannel from;
        synchronized (this) {
            var pending = toWrite.get(key);
            if (pending != null) {
                return Optional.of(pending);
            }
            slot = onDisk.get(key);
            from = channel;
        }
        return slot == null ? Optional.empty() : read(key, slot, from);
    }

    /** Verified again: the file may have been damaged since it was opened. */
    private Optional<byte[]> read(CacheKey key, Slot slot, FileChannel from) {
        var record = ByteBuffer.allocate(RECORD_HEAD_BYTES + slot.length);
        try {
            readFully(from, record, slot.offset - RECORD_HEAD_BYTES);
        } catch (IOException e) {
            // A compiler can do without; the file may have been replaced meanwhile.
            return Optional.empty();
        }
        record.flip();
        boolean isTheOne = record.limit() == record.capacity()
                && record.getInt(Integer.BYTES) == slot.length
                && CacheKey.read(record.duplicate().position(2 * Integer.BYTES)).equals(key)
                && isWhole(record, slot.length);
        if (!isTheOne) {
            return Optional.empty();
        }
        var value = new byte[slot.length];
        record.get(RECORD_HEAD_BYTES, value);
        return Optional.of(value);
    }

    // Writing.

    @Override
    public synchronized void put(CacheKey key, byte[] value) {
        if (!isReadOnly && value.length <= MOST_VALUE_BYTES) {
            toWrite.put(key, value);
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
            var record = record(entry.getKey(), entry.getValue());
            if (offset + record.remaining() > MOST_BYTES) {
                break;
            }
            slots.put(entry.getKey(), new Slot(offset + RECORD_HEAD_BYTES, entry.getValue().length));
            offset += record.remaining();
            batch.add(record);
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

    private static ByteBuffer record(CacheKey key, byte[] value) {
        var record = ByteBuffer.allocate(RECORD_HEAD_BYTES + value.length);
        record.putInt(0).putInt(value.length);
        key.write(record);
        record.put(value).flip();
        var checksum = new CRC32C();
        checksum.update(record.duplicate().position(Integer.BYTES));
        return record.putInt(0, (int) checksum.getValue());
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
                var value = read(entry.getKey(), entry.getValue(), channel);
                if (value.isPresent()) {
                    var record = record(entry.getKey(), value.get());
                    slots.put(entry.getKey(), new Slot(offset + RECORD_HEAD_BYTES, value.get().length));
                    offset += writeFully(to, record, offset);
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
