package dev.gitvoy.bench;

import java.util.Arrays;
import java.util.Collection;

/** Order statistics of a few or of some thousand values. */
public final class Quantiles {
    private final double[] sorted;

    public Quantiles(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
        sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** The middle value; of an even number of values, the mean of the two in the middle. */
    public static double median(Collection<Double> values) {
        return new Quantiles(values).median();
    }

    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value that at least this share of all values does not exceed (nearest rank). */
    public double at(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(rank, 1) - 1];
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
