package dev.gitvoy.ratelimit.service;

import dev.gitvoy.ratelimit.counter.CounterStore;
import dev.gitvoy.ratelimit.counter.CounterStore.Hits;
import dev.gitvoy.ratelimit.rule.Limit;
import dev.gitvoy.ratelimit.rule.LiveRules;
import dev.gitvoy.ratelimit.rule.Unit;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.grpc.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is over a limit: finds the limits, counts, and answers as envoyproxy/ratelimit does. Any
 * thread; never blocks. Windows are fixed and aligned to the epoch, by this machine's clock.
 */
public final class RateLimiter {
    private final LiveRules rules;
    private final CounterStore store;
    private final InstantSource clock;
    private final RateLimitStats stats;

    public RateLimiter(LiveRules rules, CounterStore store, InstantSource clock, RateLimitStats stats) {
        this.rules = rules;
        this.store = store;
        this.clock = clock;
        this.stats = stats;
    }

    /** Takes the answer, or the error that stands for it; once, on any thread. */
    public interface Reply {
        void answer(RateLimitResponse response);

        void fail(Status error);
    }

    /** Answers a request. */
    public void shouldRateLimit(RateLimitRequest request, Reply reply) {
        boolean warmUp = request.getDomain().equals(LiveRules.WARM_UP_DOMAIN);
        if (!warmUp) {
            stats.requests.increment();
        }
        var current = rules.current();
        try {
            checked(request, warmUp || current.loaded());
            new Decision(request, current, !warmUp, reply).run();
        } catch (RefusedException e) {
            if (!warmUp) {
                stats.errors.increment();
            }
            reply.fail(e.status);
        }
    }

    /** A request that cannot be answered. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Status status;

        RefusedException(Status status) {
            super(status.getDescription(), null, false, false);
            this.status = status;
        }
    }

    /** The texts, and the code UNKNOWN, are those of envoyproxy/ratelimit. */
    private static void checked(RateLimitRequest request, boolean loaded) throws RefusedException {
        if (request.getDomain().isEmpty()) {
            throw new RefusedException(Status.UNKNOWN.withDescription("rate limit domain must not be empty"));
        }
        if (request.getDescriptorsCount() == 0) {
            throw new RefusedException(Status.UNKNOWN.withDescription("rate limit descriptor list must not be empty"));
        }
        if (!loaded) {
            throw new RefusedException(Status.UNKNOWN.withDescription("no rate limit configuration loaded"));
        }
    }

    /** What becomes of one request. */
    private final class Decision implements CounterStore.Callback {
        private final RateLimitRequest request;
        private final LiveRules.Current rules;
        private final boolean counts;
        private final Reply reply;
        private final long now = clock.instant().getEpochSecond();
        /** By descriptor; null where nothing is limited. */
        private final @Nullable Limit[] limits;

        private final List<Hits> hits = new ArrayList<>(2);

        Decision(RateLimitRequest request, LiveRules.Current rules, boolean counts, Reply reply) {
            this.request = request;
            this.rules = rules;
            this.counts = counts;
            this.reply = reply;
            this.limits = new @Nullable Limit[request.getDescriptorsCount()];
        }

        void run() throws RefusedException {
            boolean hasDomain = rules.hasDomain(request.getDomain());
            boolean replaces = false;
            for (int i = 0; i < limits.length; i++) {
                var descriptor = request.getDescriptors(i);
                var limit = descriptor.hasLimit() && hasDomain
                        ? overridden(descriptor)
                        : rules.limit(request.getDomain(), descriptor).orElse(null);
                limits[i] = limit;
                replaces |= limit != null && !limit.replaces().isEmpty();
            }
            if (replaces) {
                dropReplaced();
            }
            for (int i = 0; i < limits.length; i++) {
                var limit = limits[i];
                if (limit != null && !limit.unlimited()) {
                    hits.add(hits(request.getDescriptors(i), limit));
                }
            }
            if (hits.isEmpty()) {
                counted(new long[0]);
            } else {
                store.add(hits, this);
            }
        }

        private Limit overridden(RateLimitDescriptor descriptor) throws RefusedException {
            var asked = descriptor.getLimit();
            var unit = Unit.ofNumber(asked.getUnitValue());
            if (unit.isEmpty()) {
                throw new RefusedException(Status.INVALID_ARGUMENT.withDescription(
                        "the limit of a descriptor has no unit that is known: " + asked.getUnitValue()));
            }
            return Limit.override(unit.get(), asked.getRequestsPerUnit());
        }

        private void dropReplaced() {
            var replaced = new HashSet<String>();
            for (var limit : limits) {
                if (limit != null) {
                    replaced.addAll(limit.replaces());
                }
            }
            for (int i = 0; i < limits.length; i++) {
                var limit = limits[i];
                // As in the reference, what is unlimited says so even when it is replaced.
                if (limit != null && !limit.unlimited() && replaced.contains(limit.name())) {
                    limits[i] = null;
                }
            }
        }

        /** The key is that of envoyproxy/ratelimit, which may count in the same Redis. */
        private Hits hits(RateLimitDescriptor descriptor, Limit limit) throws RefusedException {
            long window = limit.unit().seconds();
            long start = now - Math.floorMod(now, window);
            var key = new StringBuilder(64).append(request.getDomain());
            for (int i = 0; i < descriptor.getEntriesCount(); i++) {
                var entry = descriptor.getEntries(i);
                key.append('_').append(entry.getKey()).append('_').append(limit.keyValue(i, entry.getValue()));
            }
            key.append('_').append(start);
            return new Hits(key.toString(), number(descriptor), Duration.ofSeconds(start + window - now));
        }

        private long number(RateLimitDescriptor descriptor) throws RefusedException {
            long number = descriptor.hasHitsAddend()
                    ? descriptor.getHitsAddend().getValue()
                    : Math.max(1, Integer.toUnsignedLong(request.getHitsAddend()));
            if (number < 0 || number > CounterStore.MOST_HITS) {
                throw new RefusedException(Status.INVALID_ARGUMENT.withDescription(
                        "hits_addend " + Long.toUnsignedString(number) + " is more than " + CounterStore.MOST_HITS));
            }
            return number;
        }

        @Override
        public void counted(long[] counts) {
            try {
                var answer = answer(counts);
                if (answer.isPresent()) {
                    reply.answer(answer.get());
                } else {
                    count(stats.errors);
                    reply.fail(Status.UNAVAILABLE.withDescription("the counters cannot be reached"));
                }
            } catch (RuntimeException e) {
                count(stats.errors);
                reply.fail(Status.INTERNAL.withDescription("internal error").withCause(e));
            }
        }

        /** Empty when a counter is out of reach and its limit leaves it to Envoy what to do then. */
        private Optional<RateLimitResponse> answer(long[] counts) {
            var settings = rules.settings();
            var response = RateLimitResponse.newBuilder();
            var verdict = new Verdict(settings.quotaMode());
            int next = 0;
            for (int i = 0; i < limits.length; i++) {
                var limit = limits[i];
                if (limit == null) {
                    response.addStatuses(Statuses.NO_LIMIT);
                    verdict.passed(settings.quotaMode());
                } else if (limit.unlimited()) {
                    response.addStatuses(Statuses.UNLIMITED);
                } else {
                    long count = counts[next++];
                    if (count == CounterStore.UNREACHABLE) {
                        count(stats.storeFailures);
                    }
                    var over = isOver(limit, count);
                    if (over.isEmpty()) {
                        return Optional.empty();
                    }
                    var status = Statuses.of(limit, over.get(), count, now);
                    response.addStatuses(status);
                    verdict.limited(limit, status);
                }
            }
            boolean over = verdict.isOver();
            if (over) {
                count(stats.overLimit);
            }
            if (settings.responseHeaders()) {
                verdict.deciding().ifPresent(status -> Statuses.addHeaders(response, status));
            }
            return Optional.of(response.setOverallCode(
                            over && !settings.shadowMode()
                                    ? RateLimitResponse.Code.OVER_LIMIT
                                    : RateLimitResponse.Code.OK)
                    .build());
        }

        /** Empty when the call is to fail. */
        private Optional<Boolean> isOver(Limit limit, long count) {
            if (count == CounterStore.FULL) {
                count(stats.full);
                return Optional.of(limit.onFull() == dev.gitvoy.ratelimit.rule.OnFull.DENY);
            }
            if (count == CounterStore.UNREACHABLE) {
                return switch (limit.onStoreFailure().orElse(rules.settings().onStoreFailure())) {
                    case ERROR -> Optional.empty();
                    case ALLOW -> Optional.of(false);
                    case DENY -> Optional.of(true);
                };
            }
            return Optional.of(count > limit.requestsPerUnit());
        }

        private void count(java.util.concurrent.atomic.LongAdder what) {
            if (counts) {
                what.increment();
            }
        }
    }
}
