package dev.gitvoy.admin;

import dev.gitvoy.authz.service.AuthzStats;
import dev.gitvoy.gitsync.release.CommitState;
import dev.gitvoy.hooks.WebhookListener;
import dev.gitvoy.ratelimit.service.RateLimitStats;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.stream.StreamListener;
import dev.gitvoy.xds.stream.Variant;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** The program's metrics, for Prometheus. Names are a contract (docs/operations.md). Any thread. */
public final class Metrics implements AutoCloseable {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger openStreams = new AtomicInteger();
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final MultiGauge commits;
    private volatile Runnable beforeScrape = () -> {};

    public Metrics() {
        commits = MultiGauge.builder("gitvoy.commit.info")
                .description("The commit that is served, and a newer one with how far it has come")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        Gauge.builder("gitvoy.xds.streams", openStreams, AtomicInteger::get)
                .description("Open xDS streams")
                .register(registry);
    }

    /** Adds what is read from the reports at each scrape. */
    public void observe(Reports reports) {
        gauge("gitvoy.envoys.connected", "Envoys connected", reports, status -> status.envoys()
                .connected());
        gauge("gitvoy.envoys.acked", "Connected Envoys that have the served commit", reports, status -> status.envoys()
                .acked());
        gauge("gitvoy.envoys.nacked", "Connected Envoys that refuse something", reports, status -> status.envoys()
                .nacked());
        gauge("gitvoy.ready", "1 when a release is served", reports, status -> status.commit() == null ? 0 : 1);
        gauge("gitvoy.source.stale", "1 when the source does not answer", reports, status -> status.stale() ? 1 : 0);
        gauge("gitvoy.source.last.fetch.age.seconds", "Since the source last answered", reports, status -> {
            var lastFetch = status.source().lastFetch();
            return lastFetch == null
                    ? Double.NaN
                    : Duration.between(lastFetch, Instant.now()).toMillis() / 1000.0;
        });
        gauge(
                "gitvoy.candidate.rejected",
                "1 when the newest commit has errors and is not served",
                reports,
                status ->
                        status.candidate() != null && status.candidate().state().equals("rejected") ? 1 : 0);
        read(
                "gitvoy.source.last.success.timestamp.seconds",
                "When the source last answered, in seconds since 1970",
                reports,
                source ->
                        source.lastFetch().map(at -> at.toEpochMilli() / 1000.0).orElse(Double.NaN));
        read(
                "gitvoy.suspended",
                "1 while an operator lets nothing be published",
                reports,
                source -> source.ordersInForce().suspended() ? 1 : 0);
        read(
                "gitvoy.pinned",
                "1 while an operator lets one commit be served only",
                reports,
                source -> source.ordersInForce().pinned().isPresent() ? 1 : 0);
        counter("gitvoy.source.failures", "Times that the source did not answer", reports, Reports::fetchFailures);
        for (var state : CommitState.values()) {
            FunctionCounter.builder("gitvoy.commits", reports, source -> source.commitsThatReached(state))
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .description("Commits that reached a state")
                    .register(registry);
        }
        beforeScrape = () -> {
            reports.look();
            tellCommits(reports.status());
        };
    }

    /** Counts what becomes of webhooks. */
    public WebhookListener webhooks() {
        return (forge, outcome) -> registry.counter(
                        "gitvoy.webhooks", Tags.of("forge", forge.label(), "outcome", outcome.label()))
                .increment();
    }

    /** Two commits at most, or every commit would be a time series for ever. */
    private void tellCommits(Reports.Status status) {
        var rows = new ArrayList<MultiGauge.Row<Number>>();
        if (status.commit() != null) {
            rows.add(commitRow(status.commit(), "served"));
        }
        if (status.candidate() != null && !status.candidate().commit().equals(status.commit())) {
            rows.add(commitRow(status.candidate().commit(), status.candidate().state()));
        }
        commits.register(rows, true);
    }

    private static MultiGauge.Row<Number> commitRow(String commit, String state) {
        return MultiGauge.Row.of(Tags.of("commit", commit, "state", state), 1);
    }

    /** Adds what the services that Envoys ask have done. */
    public void observe(RateLimitStats limits, AuthzStats checks) {
        counter("gitvoy.ratelimit.requests", "Rate limit requests", limits, RateLimitStats::requests);
        counter("gitvoy.ratelimit.over.limit", "Requests over a limit", limits, RateLimitStats::overLimit);
        counter("gitvoy.ratelimit.errors", "Requests answered by an error", limits, RateLimitStats::errors);
        counter("gitvoy.ratelimit.store.failures", "Counters out of reach", limits, RateLimitStats::storeFailures);
        counter("gitvoy.ratelimit.full", "New counters without room", limits, RateLimitStats::full);
        counter("gitvoy.authz.allowed", "Checks that let a request in", checks, AuthzStats::allowed);
        counter("gitvoy.authz.denied", "Checks that denied a request", checks, AuthzStats::denied);
        counter("gitvoy.authz.errors", "Checks that failed, and denied", checks, AuthzStats::errors);
        counter("gitvoy.authz.store.failures", "Keys that could not be looked up", checks, AuthzStats::storeFailures);
    }

    private <T> void counter(String name, String description, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(description).register(registry);
    }

    private void gauge(String name, String description, Reports reports, ToDoubleFunction<Reports.Status> value) {
        read(name, description, reports, source -> value.applyAsDouble(source.status()));
    }

    private void read(String name, String description, Reports reports, ToDoubleFunction<Reports> value) {
        Gauge.builder(name, reports, value).description(description).register(registry);
    }

    /** Counts what happens on xDS streams. */
    public StreamListener xdsTraffic() {
        return new XdsTraffic();
    }

    /** One at a time: the commits are laid out anew each time. */
    synchronized String scrape() {
        beforeScrape.run();
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private final class XdsTraffic implements StreamListener {
        /** Looked up by what clients write, so only for types that are told apart. */
        private final Map<String, Counters> byTypeAndVariant = new ConcurrentHashMap<>();

        @Override
        public void opened() {
            openStreams.incrementAndGet();
        }

        @Override
        public void closed() {
            openStreams.decrementAndGet();
        }

        @Override
        public void throttled() {
            registry.counter("gitvoy.xds.throttled").increment();
        }

        @Override
        public void refused() {
            registry.counter("gitvoy.xds.streams.refused").increment();
        }

        @Override
        public void requested(String typeUrl, Variant variant, boolean refusal) {
            var counters = counters(typeUrl, variant);
            counters.requests.increment();
            if (refusal) {
                counters.nacks.increment();
            }
        }

        @Override
        public void responded(String typeUrl, Variant variant, int resources, int bytes) {
            var counters = counters(typeUrl, variant);
            counters.responses.increment();
            counters.resources.increment(resources);
            counters.bytes.increment(bytes);
        }

        private Counters counters(String typeUrl, Variant variant) {
            return byTypeAndVariant.computeIfAbsent(
                    variant.protocol() + label(typeUrl), key -> new Counters(label(typeUrl), variant));
        }

        /** A type's last word. What a client makes up must not make a time series each, so others are one. */
        private static String label(String typeUrl) {
            return ResourceTypes.DEFAULT
                    .find(typeUrl)
                    .map(ResourceType::shortName)
                    .orElse("other");
        }
    }

    /** What is counted of one type and variant. */
    private final class Counters {
        private final Counter requests;
        private final Counter nacks;
        private final Counter responses;
        private final Counter resources;
        private final Counter bytes;

        Counters(String type, Variant variant) {
            var tags = Tags.of("type", type, "variant", variant.protocol());
            requests = registry.counter("gitvoy.xds.requests", tags);
            nacks = registry.counter("gitvoy.xds.nacks", tags);
            responses = registry.counter("gitvoy.xds.responses", tags);
            resources = registry.counter("gitvoy.xds.resources.sent", tags);
            bytes = registry.counter("gitvoy.xds.bytes.sent", tags);
        }
    }
}
