package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedGitTest {
    /** JGit measures by writing into the folder that it looks at, a forge's too, and makes it when it is gone. */
    @Test
    void theClockOfFiles_isAssumed_notMeasured(@TempDir Path folder) {
        IsolatedGit.install();

        assertThat(FS.getFileStoreAttributes(folder).getFsTimestampResolution()).isEqualTo(Duration.ofSeconds(2));
        assertThat(FS.getFileStoreAttributes(folder).getMinimalRacyInterval()).isEqualTo(Duration.ofSeconds(2));
    }
}
