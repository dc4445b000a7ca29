package dev.gitvoy.admin;

import dev.gitvoy.gitsync.release.Orders;
import dev.gitvoy.gitsync.release.SyncStatus;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The source that is followed, as reports see it.
 *
 * @param failures how often it did not answer since the start
 */
public record FollowedSource(
        String url, String ref, Supplier<SyncStatus> status, LongSupplier failures, Supplier<Orders> orders) {}
