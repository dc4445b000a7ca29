package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * Brings the newest commit of an origin into the kept repository. After credentials were not accepted, the remote is left
 * alone until they change: asking on would lock the account. Called by the sync thread alone.
 */
final class GitFetch {
    /** The names of a million refs; more would fill the memory before the deadline ends it. */
    private static final long MAX_BYTES_OF_REFS = 64L << 20;

    private final GitOrigin origin;
    private final Supplier<Repository> repository;
    private final String incomingRef;
    private final FetchLimits limits;
    private final Room room;
    private final Credentials credentials;
    private final ForgeHttp.ProxyLogin proxyLogin = new ForgeHttp.ProxyLogin();
    private @Nullable SourceException refused;
    private String refusedAccess = "";

    /** Whether there is room for what is about to arrive. */
    @FunctionalInterface
    interface Room {
        void require() throws IOException, SourceException;
    }

    /**
     * @param repository into which is fetched, at the time
     * @param incomingRef where what was fetched is kept
     */
    GitFetch(
            GitOrigin origin,
            Supplier<Repository> repository,
            String incomingRef,
            GitAccess access,
            FetchLimits limits,
            Room room) {
        this.origin = origin;
        this.repository = repository;
        this.incomingRef = incomingRef;
        this.limits = limits;
        this.room = room;
        this.credentials = new Credentials(access);
    }

    /** Changes when a file with credentials does. */
    String accessFingerprint() {
        return credentials.fingerprint();
    }

    /** Lets the next {@link #newest} ask the remote, whatever it said to the credentials. */
    void forgetFailure() {
        refused = null;
    }

    /** The id of the commit to serve, whose objects are in the repository then. */
    ObjectId newest() throws SourceException {
        return ask((secrets, deadline) -> commit(
                origin.revision() instanceof GitRevision.Pinned pinned
                        ? pinned(pinned, secrets, deadline)
                        : followed(secrets, deadline)));
    }

    /** What the origin names now, a commit or a tag; nothing is fetched. */
    ObjectId advertised() throws SourceException {
        return origin.revision() instanceof GitRevision.Pinned pinned
                ? ObjectId.fromString(pinned.id())
                : ask(this::advertised);
    }

    private interface Question {
        ObjectId ask(Secrets secrets, Deadline deadline) throws IOException, SourceException;
    }

    private ObjectId ask(Question question) throws SourceException {
        if (refused != null && refusedAccess.equals(credentials.fingerprint())) {
            throw refused;
        }
        refused = null;
        var secrets = credentials.read();
        try (var deadline = new Deadline(limits.timeout())) {
            try {
                return question.ask(secrets, deadline);
            } catch (IOException e) {
                throw failure(e, deadline);
            }
        } catch (SourceException e) {
            if (e.failure() == SourceFailure.AUTHENTICATION) {
                refused = e;
                refusedAccess = secrets.fingerprint();
            }
            throw e;
        }
    }

    private ObjectId followed(Secrets secrets, Deadline deadline) throws IOException, SourceException {
        var newest = advertised(secrets, deadline);
        var known = known();
        // What arrives may be newer than what was named before.
        return newest.equals(known) ? newest : fetch(origin.revision().ref(), secrets, deadline);
    }

    /** Once there, a pinned commit needs no remote: its id says that it cannot change. */
    private ObjectId pinned(GitRevision.Pinned pinned, Secrets secrets, Deadline deadline)
            throws IOException, SourceException {
        var id = ObjectId.fromString(pinned.id());
        if (id.equals(known())) {
            return id;
        }
        try {
            receive(pinned.id(), secrets, deadline);
            remember(id);
            return id;
        } catch (ForgeException | NoRemoteRepositoryException e) {
            throw e;
        } catch (TransportException e) {
            // Not every forge gives a commit by its id.
            deadline.check();
        }
        advertised(secrets, deadline);
        var tip = fetch(pinned.ref(), secrets, deadline);
        try (var walk = new RevWalk(repository.get())) {
            if (walk.isMergedInto(walk.parseCommit(id), walk.parseCommit(tip))) {
                remember(id);
                return id;
            }
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            // Told below.
        }
        throw new SourceException(
                SourceFailure.NOT_FOUND,
                url() + ": " + pinned.description() + " is not in the history of branch \"" + pinned.branch()
                        + "\", and the forge gives no other commits by their id; choose another with --commit, or"
                        + " another --branch");
    }

    /** What is in the repository already; for a tag its own id, not its commit's. */
    private @Nullable ObjectId known() throws IOException {
        var ref = repository.get().exactRef(incomingRef);
        return ref == null ? null : ref.getObjectId();
    }

    /** One round trip that names a single ref; nothing is fetched when it has not moved. */
    private ObjectId advertised(Secrets secrets, Deadline deadline) throws IOException, SourceException {
        var name = origin.revision().ref();
        var budget = new ByteBudget(Math.min(limits.maxBytes(), MAX_BYTES_OF_REFS), deadline);
        try (var remote = Remote.open(this, secrets, deadline, budget);
                var connection = remote.transport().openFetch(List.of(new RefSpec(name)))) {
            var ref = connection.getRef(name);
            var id = ref == null ? null : ref.getObjectId();
            if (id == null) {
                throw missing();
            }
            return id;
        }
    }

    private SourceException missing() {
        var revision = origin.revision() instanceof GitRevision.Pinned pinned
                ? GitRevision.branch(pinned.branch())
                : origin.revision();
        return new SourceException(
                SourceFailure.NOT_FOUND,
                url() + " has no " + revision.description() + "; push it or choose another with " + revision.option());
    }

    private ObjectId fetch(String ref, Secrets secrets, Deadline deadline) throws IOException, SourceException {
        receive(ref, secrets, deadline);
        var known = known();
        if (known == null) {
            throw missing();
        }
        return known;
    }

    /** @param what the name of a ref, which is kept under our own name, or the id of a commit, for which JGit keeps none */
    private void receive(String what, Secrets secrets, Deadline deadline) throws IOException, SourceException {
        room.require();
        var budget = new ByteBudget(limits.maxBytes(), deadline);
        try (var remote = Remote.open(this, secrets, deadline, budget)) {
            var transport = remote.transport();
            transport.setTagOpt(TagOpt.NO_TAGS);
            // Without this flag JGit checks no object, whatever fetch.fsckObjects says.
            transport.setCheckFetchedObjects(true);
            // "+": a rewritten history must be seen; whether it is followed is not the refspec's to decide.
            var result = transport.fetch(deadline, List.of(new RefSpec("+" + what + ":" + incomingRef)));
            var update = result.getTrackingRefUpdate(incomingRef);
            checkStored(update == null ? RefUpdate.Result.NO_CHANGE : update.getResult());
        }
    }

    private void remember(ObjectId id) throws IOException, SourceException {
        checkStored(BareRepository.write(repository.get(), incomingRef, id));
    }

    private void checkStored(RefUpdate.Result outcome) throws SourceException {
        switch (outcome) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
            default -> throw new SourceException(url() + ": what was fetched could not be stored (" + outcome + ")");
        }
    }

    /** A tag that has an object of its own stands for its commit. */
    private ObjectId commit(ObjectId id) throws IOException, SourceException {
        try (var walk = new RevWalk(repository.get())) {
            return walk.parseCommit(id).copy();
        } catch (IncorrectObjectTypeException e) {
            throw new SourceException(
                    SourceFailure.NOT_FOUND,
                    url() + ": " + origin.revision().description() + " is no commit; choose another with "
                            + origin.revision().option());
        }
    }

    private SourceException failure(IOException e, Deadline deadline) {
        for (var cause : NetworkProblem.causes(e)) {
            if (cause instanceof ForgeException known && !deadline.isCancelled()) {
                return known.at(url());
            }
            if (cause instanceof TooLargeObjectInPackException) {
                return new SourceException(
                        SourceFailure.REFUSED,
                        url() + " sends an object that is too large (" + cause.getMessage()
                                + "); remove the file from the history, it does not belong into a configuration",
                        null,
                        e);
            }
        }
        if (deadline.isCancelled()) {
            return new SourceException(
                    SourceFailure.UNREACHABLE,
                    url() + " cannot be reached: the fetch did not end within "
                            + deadline.timeout().toMillis() + " ms (--fetch-timeout)",
                    null,
                    e);
        }
        if (e instanceof NoRemoteRepositoryException) {
            return new SourceException(
                    SourceFailure.NOT_FOUND,
                    url() + " cannot be reached: there is no repository at this address, or the credentials may not see"
                            + " it",
                    null,
                    e);
        }
        if (e instanceof TransportException) {
            var problem = NetworkProblem.of(e, String.valueOf(origin.uri().getHost()));
            return problem.at(url());
        }
        var causes = NetworkProblem.causes(e);
        return new SourceException(
                SourceFailure.LOCAL,
                url() + ": " + causes.get(causes.size() - 1).getMessage(),
                null,
                e);
    }

    private String url() {
        return origin.displayUrl();
    }

    /** A way to the remote, to be closed after use. */
    private record Remote(Transport transport, @Nullable ForgeSsh ssh) implements AutoCloseable {
        static Remote open(GitFetch fetch, Secrets secrets, Deadline deadline, ByteBudget budget)
                throws NotSupportedException, TransportException, SourceException {
            var uri = fetch.origin.uri();
            ForgeSsh ssh = null;
            if (fetch.origin.isSsh()) {
                var nowhere = Path.of(fetch.repository.get().getDirectory().getPath(), "nowhere");
                ssh = new ForgeSsh(secrets, nowhere, deadline, budget);
                // JGit would take the name of the user who runs this program.
                uri = uri.getUser() == null ? withUser(uri) : uri;
            }
            var transport = Transport.open(fetch.repository.get(), uri);
            transport.setTimeout(deadline.secondsLeft());
            if (transport instanceof SshTransport overSsh && ssh != null) {
                overSsh.setSshSessionFactory(ssh);
            } else if (transport instanceof TransportHttp overHttp) {
                overHttp.setHttpConnectionFactory(new ForgeHttp(secrets, fetch.proxyLogin, deadline, budget));
            } else if (!fetch.origin.isLocal()) {
                transport.close();
                throw new IllegalStateException("no transport for " + uri);
            }
            return new Remote(transport, ssh);
        }

        private static URIish withUser(URIish uri) {
            return uri.setUser("git");
        }

        @Override
        public void close() {
            transport.close();
            if (ssh != null) {
                ssh.close();
            }
        }
    }
}
