package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Fetches as {@code gitvoy serve} does, into a state folder of its own. */
final class FetchTester implements AutoCloseable {
    static final FetchLimits LIMITS = new FetchLimits(Duration.ofSeconds(20), 64 << 20);

    private final StateDirectory state;
    private final GitBranchSource source;

    FetchTester(Path state, String address, GitRevision revision, GitAccess access, FetchLimits limits)
            throws SourceException {
        this.state = StateDirectory.open(state);
        this.source = new GitBranchSource(
                GitOrigin.of(address, revision, ""), access, limits, this.state, path -> path.startsWith("xds/"));
    }

    FetchTester(Path state, String address, GitAccess access) throws SourceException {
        this(state, address, GitRevision.branch("main"), access, LIMITS);
    }

    static GitAccess files(Map<CredentialFile, Path> files) {
        return new GitAccess(Optional.empty(), files, Optional.empty());
    }

    GitBranchSource source() {
        return source;
    }

    /** What the newest commit holds, by path. */
    Map<String, String> contents() throws SourceException {
        return ConfigSourceContract.contents(source.changes(null, source.fetch()));
    }

    SourceException failure() {
        var failure = catchThrowableOfType(SourceException.class, source::fetch);
        assertThat(failure).as("the fetch should have failed").isNotNull();
        return failure;
    }

    @Override
    public void close() {
        source.close();
        state.close();
    }
}
