package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.History;
import dev.gitvoy.gitsync.source.SourceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Another source, but for what a test makes different. */
abstract class DelegatingSource implements ConfigSource {
    private final ConfigSource source;

    DelegatingSource(ConfigSource source) {
        this.source = source;
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
    public Commit fetch() throws SourceException {
        return source.fetch();
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
