package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import dev.gitvoy.e2e.Testbed.Followed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Gitvoy that serves only what its authors have signed. */
class SignedCommitsIT {
    private static final String ADA = "ada@example.test";

    private final SshSigner ada = new SshSigner();
    private final SshSigner mallory = new SshSigner();

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA).following(this::onlySigned);

    private Followed onlySigned(Forge forge) {
        forge.commitSigned(ada, "the first signed one", Change.write("README.md", "signed"));
        var signers = forge.repository().resolveSibling("signers");
        try {
            Files.writeString(signers, ada.allowedAs(ADA));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Followed.byPath(forge.repository(), "--allowed-signers", signers.toString());
    }

    @Test
    void whatIsNotSigned_orByAStranger_isHeld_andWhatCameBeforeItIsServed() {
        bed.traffic().expectEither("v1", "v2");
        var signed = bed.forge().commitSigned(ada, "to v2", Samples.routesTo("v2"));
        bed.gitvoy().awaitAcked(signed);
        bed.traffic().awaitOnly("v2");

        var strangers = bed.forge().commitSigned(mallory, "to v1", Samples.routesTo("v1"));
        bed.gitvoy().awaitHeld(strangers, "not-trusted");
        assertThat(bed.gitvoy().candidate().at("/problems/0/message").asText())
                .contains(strangers.substring(0, 10))
                .contains("--allowed-signers");
        var after = bed.forge().commitSigned(ada, "to v1 again", Change.write("README.md", "signed again"));
        bed.gitvoy().awaitHeld(after, "not-trusted");
        assertThat(bed.gitvoy().commit()).isEqualTo(signed);
    }
}
