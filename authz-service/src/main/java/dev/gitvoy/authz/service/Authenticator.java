package dev.gitvoy.authz.service;

import dev.gitvoy.authz.decision.CanonicalRequest;
import dev.gitvoy.authz.decision.RefusedRequestException;
import dev.gitvoy.authz.identity.ApiKey;
import dev.gitvoy.authz.identity.Identity;
import dev.gitvoy.authz.identity.KeyRecord;
import dev.gitvoy.authz.identity.KeyStore;
import dev.gitvoy.authz.identity.Pepper;
import dev.gitvoy.authz.policy.IdentityDefinition;
import dev.gitvoy.authz.policy.LivePolicies;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds out who is asking, in the first of a policy's ways for which the request brings something. A credential that proves
 * nothing is never passed over for being anonymous. Never blocks.
 */
final class Authenticator {
    /** Nothing that anybody's key hashes to. */
    private static final KeyRecord NOBODY =
            new KeyRecord("", "0".repeat(64), "", "", java.util.List.of(), java.util.Map.of(), true, Optional.empty());

    private final KeyStore store;
    private final Pepper pepper;
    private final InstantSource clock;

    Authenticator(KeyStore store, Pepper pepper, InstantSource clock) {
        this.store = store;
        this.pepper = pepper;
        this.clock = clock;
    }

    /** A store did not answer. */
    static final class StoreDownException extends Exception {
        private static final long serialVersionUID = 1;
        private final IdentityDefinition.OnStoreDown then;

        StoreDownException(IdentityDefinition.OnStoreDown then, Throwable cause) {
            super(cause);
            this.then = then;
        }

        IdentityDefinition.OnStoreDown then() {
            return then;
        }
    }

    /** Empty when it is nobody; fails with {@link StoreDownException}. */
    CompletionStage<Optional<Identity>> authenticate(LivePolicies.Found found, CanonicalRequest request)
            throws RefusedRequestException {
        Optional<Identity> anonymous = Optional.empty();
        for (var name : found.policy().authenticate()) {
            var definition = found.of().identity(name);
            if (definition.isEmpty()) {
                continue;
            }
            if (definition.get() instanceof IdentityDefinition.ByApiKey byKey) {
                var credential = credential(byKey, request);
                if (credential.isPresent()) {
                    return byKey(byKey, credential.get(), found);
                }
            } else {
                anonymous = Optional.of(Identity.anonymous(name));
            }
        }
        return CompletableFuture.completedStage(anonymous);
    }

    private static Optional<String> credential(IdentityDefinition.ByApiKey byKey, CanonicalRequest request)
            throws RefusedRequestException {
        for (var header : byKey.headers()) {
            var value = request.single(header);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private CompletionStage<Optional<Identity>> byKey(
            IdentityDefinition.ByApiKey byKey, String credential, LivePolicies.Found found) {
        var key = ApiKey.parse(credential);
        if (key.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        var inRepository = found.of().key(key.get().id());
        if (inRepository.isPresent()) {
            return CompletableFuture.completedStage(identity(byKey, key.get(), inRepository.get()));
        }
        return store.find(key.get().id())
                .handle((record, failure) -> failure == null
                        // As long for a key that is not there, so that the time tells nothing.
                        ? CompletableFuture.completedStage(identity(byKey, key.get(), record.orElse(NOBODY)))
                        : CompletableFuture.<Optional<Identity>>failedStage(
                                new StoreDownException(byKey.onStoreDown(), failure)))
                .thenCompose(identity -> identity);
    }

    private Optional<Identity> identity(IdentityDefinition.ByApiKey byKey, ApiKey key, KeyRecord record) {
        return record.identity(byKey.name(), key, pepper, clock.instant());
    }
}
