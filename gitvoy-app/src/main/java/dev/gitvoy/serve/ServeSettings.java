package dev.gitvoy.serve;

import dev.gitvoy.gitsync.release.RewritePolicy;
import dev.gitvoy.gitsync.source.FetchLimits;
import dev.gitvoy.gitsync.source.GitAccess;
import dev.gitvoy.gitsync.source.GitRevision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to run the program.
 *
 * @param interval between two looks at the repository
 * @param stateDir what must outlive the process; held by one process at a time
 * @param pepper file with the secret under which API keys are hashed; made in the state folder when none is given
 * @param store where counters and API keys are shared with other replicas
 * @param storeTimeout of each question to the store; Envoy's own default for a rate limit as a whole is 20 ms
 * @param handover the longest time that an Envoy which does not take a release keeps the limits and policies before it
 *     alive; zero to forget them at once
 * @param bind address that the servers listen on
 * @param xdsConnectionAge after which an Envoy is asked to connect anew, give or take a tenth, so that replicas share the
 *     load again; never when empty
 * @param webhookSecrets file with a secret a line, of which a forge must know one; without it there are no webhooks
 * @param apiDescriptors file with messages of Envoy that are newer than the built-in ones
 * @param ageKeys file with the private keys of age that encrypted files are decrypted with; without it they are errors
 */
public record ServeSettings(
        Repository repository,
        Duration interval,
        Path stateDir,
        Optional<Path> pepper,
        Store store,
        Duration storeTimeout,
        Duration handover,
        String bind,
        Ports ports,
        Optional<Duration> xdsConnectionAge,
        Optional<Path> webhookSecrets,
        Optional<Path> apiDescriptors,
        Optional<Path> ageKeys) {
    /**
     * Where the configuration comes from.
     *
     * @param address of a Git repository, or a local path to one or to a plain folder
     * @param path folder of the configuration in the repository; empty for its root
     * @param access what it is reached with
     * @param limits of each fetch
     * @param following which of its commits are served
     */
    public record Repository(
            String address,
            GitRevision revision,
            String path,
            GitAccess access,
            FetchLimits limits,
            Following following) {
        /** The branch {@code main}, reached without credentials. */
        public static Repository at(String address) {
            return new Repository(
                    address, GitRevision.branch("main"), "", GitAccess.NONE, FetchLimits.DEFAULT, Following.EVERYBODY);
        }
    }

    /**
     * Which commits are served: rules that are not the repository's to change.
     *
     * @param rewrites what to do about a forced push
     * @param signers a file or folder with the keys of those who may commit; everybody may when empty
     * @param forgeSigners the same with the keys with which the forge signs what is merged in its web pages
     */
    public record Following(RewritePolicy rewrites, Optional<Path> signers, Optional<Path> forgeSigners) {
        public static final Following EVERYBODY =
                new Following(RewritePolicy.FOLLOW, Optional.empty(), Optional.empty());
    }

    /** Where each server listens; 0 for any free port. */
    public record Ports(int xds, int xdsRest, int rateLimit, int rateLimitHttp, int authz, int admin) {
        /** Any free ports. */
        public static final Ports FREE = new Ports(0, 0, 0, 0, 0, 0);
    }
}
