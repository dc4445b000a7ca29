package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** JGit without the machine around it: no user or system Git configuration, no probing of an installed Git, bounded memory. */
final class IsolatedGit {
    private static final long MAX_OBJECT_BYTES = 16L << 20;
    private static final int PACK_CACHE_BYTES = 32 << 20;
    /**
     * How coarse the clock of a file system may be; a file that was written so recently is read again. JGit would measure it, for
     * some seconds at every start and by writing into any repository that it opens: also into a forge's, whose folder it makes
     * when it is gone.
     */
    private static final Duration CLOCK_OF_FILES = Duration.ofSeconds(2);

    private IsolatedGit() {}

    /** Takes effect for the whole process; calling it again changes nothing. */
    static void install() {
        if (!(SystemReader.getInstance() instanceof WithoutUserConfig)) {
            SystemReader.setInstance(new WithoutUserConfig(SystemReader.getInstance()));
            var cache = new WindowCacheConfig();
            cache.setPackedGitLimit(PACK_CACHE_BYTES);
            cache.setStreamFileThreshold((int) FileLimits.MAX_BYTES);
            cache.install();
        }
    }

    private static final class WithoutUserConfig extends SystemReader.Delegate {
        WithoutUserConfig(SystemReader delegate) {
            super(delegate);
        }

        @Override
        public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
            return empty(parent, fs);
        }

        @Override
        public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
            return empty(parent, fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
            return empty(parent, fs);
        }

        private static FileBasedConfig empty(@Nullable Config parent, FS fs) {
            return new FileBasedConfig(parent, null, fs) {
                @Override
                public void load() {}

                @Override
                public void save() {}

                @Override
                public boolean isOutdated() {
                    return false;
                }

                @Override
                public long getTimeUnit(String section, String subsection, String name, long otherwise, TimeUnit unit) {
                    return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
                            ? unit.convert(CLOCK_OF_FILES)
                            : super.getTimeUnit(section, subsection, name, otherwise, unit);
                }
            };
        }
    }

    /** A repository that refuses huge objects while they arrive: JGit itself has that limit only for pushes. */
    static final class LimitedRepository extends FileRepository {
        LimitedRepository(BaseRepositoryBuilder<?, ?> options) throws IOException {
            super(options);
        }

        @Override
        public ObjectInserter newObjectInserter() {
            var inserter = super.newObjectInserter();
            return new ObjectInserter.Filter() {
                @Override
                protected ObjectInserter delegate() {
                    return inserter;
                }

                @Override
                public PackParser newPackParser(InputStream in) throws IOException {
                    var parser = inserter.newPackParser(in);
                    parser.setMaxObjectSizeLimit(MAX_OBJECT_BYTES);
                    return parser;
                }
            };
        }
    }
}
