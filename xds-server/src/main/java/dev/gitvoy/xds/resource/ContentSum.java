package dev.gitvoy.xds.resource;

import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * The version of a set of resources, kept up as they come and go: the sum of a 128 bit hash for each, so that a change costs
 * what has changed (an additive set hash, Bellare and Micciancio, "A New Paradigm for Collision-Free Hashing", 1997). Two sums
 * are equal when the sets are, in whatever order they came about. Immutable.
 */
public record ContentSum(long high, long low) {
    public static final ContentSum EMPTY = new ContentSum(0, 0);

    /** Of one resource alone. */
    static ContentSum of(String name, String version) {
        var hash = ByteBuffer.wrap(new ContentHash().add(name).add(version).digest());
        return new ContentSum(hash.getLong(), hash.getLong());
    }

    public static ContentSum of(Collection<Resource> resources) {
        var sum = EMPTY;
        for (var resource : resources) {
            sum = sum.plus(resource.sum());
        }
        return sum;
    }

    public ContentSum plus(ContentSum other) {
        long sum = low + other.low;
        int carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new ContentSum(high + other.high + carry, sum);
    }

    public ContentSum minus(ContentSum other) {
        int borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        return new ContentSum(high - other.high - borrow, low - other.low);
    }

    /** As short as a resource's version. */
    public String version() {
        return new ContentHash()
                .add(Long.toHexString(high))
                .add(Long.toHexString(low))
                .finish();
    }
}
