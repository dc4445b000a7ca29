package dev.gitvoy.bench.repository;

import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.History;
import dev.gitvoy.gitsync.source.SourceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source that notes when something was last fetched from. */
final class FetchClock implements ConfigSource {
    private final ConfigSource source;
    private Mark fetched = Mark.start();

    FetchClock(ConfigSource source) {
        this.source = source;
    }

    /** When {@link #fetch} last returned. */
    Mark fetched() {
        return fetched;
    }

    @Override
    public Commit fetch() throws SourceException {
        var commit = source.fetch();
        fetched = Mark.start();
        return commit;
    }

    @Override
    public String url() {
        return source.url();
    }

    @Override
    public String ref() {
        return source.ref();
    }

    @Override
    public String accessFingerprint() {
        return source.accessFingerprint();
    }

    @Override
    public void forgetFailure() {
        source.forgetFailure();
    }

    @Override
    public Optional<Commit> applied() throws SourceException {
        return source.applied();
    }

    @Override
    public Changes changes(@Nullable Commit from, Commit to) throws SourceException {
        return source.changes(from, to);
    }

    @Override
    public History history(@Nullable Commit from, Commit to) throws SourceException {
        return source.history(from, to);
    }

    @Override
    public Commit find(String id) throws SourceException {
        return source.find(id);
    }

    @Override
    public void markApplied(Commit commit) throws SourceException {
        source.markApplied(commit);
    }

    @Override
    public void close() {
        source.close();
    }
}
