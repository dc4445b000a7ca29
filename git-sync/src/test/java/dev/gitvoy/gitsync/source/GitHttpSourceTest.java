package dev.gitvoy.gitsync.source;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same, from a forge that speaks Git's smart HTTP protocol. */
class GitHttpSourceTest extends GitBranchSourceTest {
    private HttpForge forge;

    @BeforeEach
    void startForge() throws Exception {
        forge = HttpForge.http(repository());
    }

    @AfterEach
    void stopForge() throws Exception {
        forge.close();
    }

    @Override
    String address() {
        return forge.address();
    }
}
