/**
 * Measures the services that Envoys ask once a request, beside a bare gRPC server that answers the same messages. Start at
 * {@link dev.gitvoy.bench.unary.UnaryBenchmark}.
 */
@NullMarked
package dev.gitvoy.bench.unary;

import org.jspecify.annotations.NullMarked;
