package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.CommitObject;
import dev.gitvoy.gitsync.trust.AllowedSigners;
import dev.gitvoy.gitsync.trust.CommitTrust;
import dev.gitvoy.gitsync.trust.Distrust;
import dev.gitvoy.gitsync.trust.RawCommit;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Trusts commits that are signed by people whose keys are listed outside the repository. The lists are read again when they
 * change; while one has an error, nobody is trusted.
 */
public final class SignedCommits implements CommitVerifier {
    private static final Logger log = LoggerFactory.getLogger(SignedCommits.class);

    private final Path signers;
    private final Optional<Path> forge;
    private final InstantSource clock;
    private @Nullable Lists lists;

    /** What was read, and what the files looked like then. */
    private record Lists(String basis, CommitTrust trust, Optional<Problem> error) {}

    /**
     * @param signers a file, or a folder of files, with the keys of those who may commit
     * @param forge the same with the keys of the forge, for what is merged or edited in its web pages
     */
    public SignedCommits(Path signers, Optional<Path> forge, InstantSource clock) {
        this.signers = signers;
        this.forge = forge;
        this.clock = clock;
    }

    /** What is wrong with the lists now. */
    Optional<Problem> error() {
        return current().error();
    }

    @Override
    public Verdict verify(List<CommitObject> oldestFirst) {
        var now = current();
        if (now.error().isPresent()) {
            return new Verdict(0, now.error().map(Problem::toString));
        }
        var chain = oldestFirst.stream()
                .map(commit -> new RawCommit(commit.id(), commit.bytes()))
                .toList();
        var verdict = now.trust().verify(chain, clock.instant());
        return new Verdict(verdict.trusted(), verdict.distrust().map(Distrust::message));
    }

    @Override
    public String basis() {
        return current().basis();
    }

    private Lists current() {
        var basis = ListFiles.state(signers)
                + forge.map(path -> " " + ListFiles.state(path)).orElse("");
        var known = lists;
        if (known == null || !known.basis().equals(basis)) {
            known = read(basis);
            lists = known;
        }
        return known;
    }

    private Lists read(String basis) {
        var problems = new ArrayList<Problem>();
        var people = AllowedSigners.read(signers, problems::add);
        var forgeKeys =
                forge.map(path -> AllowedSigners.read(path, problems::add)).orElse(AllowedSigners.NONE);
        problems.forEach(problem ->
                log.atLevel(problem.isError() ? Level.ERROR : Level.WARN).log("{}", problem));
        log.atInfo()
                .addKeyValue("signers", people.size())
                .addKeyValue("forge_signers", forgeKeys.size())
                .log("the lists of signers are read");
        return new Lists(
                basis,
                new CommitTrust(people, forgeKeys),
                problems.stream().filter(Problem::isError).findFirst());
    }
}
