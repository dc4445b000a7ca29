/**
 * The frame of the benchmarks: servers in processes of their own, the subject beside its ceiling, one report. Start at
 * {@link dev.gitvoy.bench.Main}; to add a benchmark, implement {@link dev.gitvoy.bench.Benchmark} and list it there. Knows
 * nothing of what is measured. Linux only, for it reads {@code /proc}.
 */
@NullMarked
package dev.gitvoy.bench;

import org.jspecify.annotations.NullMarked;
