package dev.gitvoy.gitsync.source;

import java.security.KeyPair;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same, from a forge over SSH. */
class GitSshSourceTest extends GitBranchSourceTest {
    private KeyPair key;
    private SshForge forge;

    @BeforeEach
    void startForge() throws Exception {
        key = SshForge.ed25519();
        forge = new SshForge(repository());
        forge.authorize(key);
    }

    @AfterEach
    void stopForge() {
        forge.close();
    }

    @Override
    String address() {
        return "ssh://127.0.0.1:" + forge.port() + "/config.git";
    }

    @Override
    GitAccess access() throws Exception {
        return new GitAccess(
                Optional.empty(),
                Map.of(
                        CredentialFile.SSH_KEY, SshForge.writeOpenSsh(key, null, temp.resolve("id")),
                        CredentialFile.KNOWN_HOSTS, forge.writeKnownHosts(temp.resolve("known_hosts"), forge.port())),
                Optional.empty());
    }
}
