package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.SourceException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A source that refuses whoever comes with the access {@code old}. */
final class RefusingSource extends DelegatingSource {
    private final AtomicInteger asked;
    private final AtomicReference<String> access;

    RefusingSource(ConfigSource source, AtomicInteger asked, AtomicReference<String> access) {
        super(source);
        this.asked = asked;
        this.access = access;
    }

    @Override
    public Commit fetch() throws SourceException {
        asked.incrementAndGet();
        if (access.get().equals("old")) {
            throw new SourceException("refused");
        }
        return super.fetch();
    }

    @Override
    public String accessFingerprint() {
        return access.get();
    }
}
