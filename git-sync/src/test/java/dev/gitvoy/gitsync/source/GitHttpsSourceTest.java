package dev.gitvoy.gitsync.source;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same, from a forge with an authority of its own that wants a certificate and a password. */
class GitHttpsSourceTest extends GitBranchSourceTest {
    private TestAuthority authority;
    private HttpForge forge;

    @BeforeEach
    void startForge() throws Exception {
        authority = new TestAuthority("forge");
        forge = HttpForge.https(repository(), authority.server(), Optional.of(authority));
        forge.require(HttpForge.basic("ada", "s3cret"));
    }

    @AfterEach
    void stopForge() throws Exception {
        forge.close();
    }

    @Override
    String address() {
        return forge.address();
    }

    @Override
    GitAccess access() throws Exception {
        authority.client().writeTo(temp.resolve("client.pem"), temp.resolve("client.key"));
        return new GitAccess(
                Optional.of("ada"),
                Map.of(
                        CredentialFile.PASSWORD, Files.writeString(temp.resolve("password"), "s3cret\n"),
                        CredentialFile.CA, authority.writeTo(temp.resolve("ca.pem")),
                        CredentialFile.CLIENT_CERT, temp.resolve("client.pem"),
                        CredentialFile.CLIENT_KEY, temp.resolve("client.key")),
                Optional.empty());
    }
}
