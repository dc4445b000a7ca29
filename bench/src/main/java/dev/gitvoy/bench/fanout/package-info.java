/**
 * One change to a fleet of streams, beside a raw push. Start at {@link dev.gitvoy.bench.fanout.XdsFanout}; the servers under
 * test are {@link dev.gitvoy.bench.fanout.XdsFanoutServer} and {@link dev.gitvoy.bench.fanout.RawPushServer}, the load is
 * {@link dev.gitvoy.bench.fanout.Fleet}.
 */
@NullMarked
package dev.gitvoy.bench.fanout;

import org.jspecify.annotations.NullMarked;
