package dev.gitvoy.bench.fanout;

import java.util.Locale;
import java.util.Optional;

/** What a commit changes, and what each stream is sent for it. */
enum Change {
    /** One endpoint of one cluster moves. */
    EDS(false, false, true),
    /** One cluster changes. Its assignment follows, unchanged: Envoy warms a changed cluster only when it arrives again. */
    CDS(false, true, true),
    /** Every cluster changes, and every assignment follows. */
    ALL(true, true, true),
    /** As {@link #CDS} without the assignment: one response, which only a raw push can leave it at. */
    CDS_ALONE(false, true, false),
    /** As {@link #ALL} without the assignments. */
    ALL_ALONE(true, true, false);

    private final boolean everyService;
    private final boolean sendsClusters;
    private final boolean sendsAssignments;

    Change(boolean everyService, boolean sendsClusters, boolean sendsAssignments) {
        this.everyService = everyService;
        this.sendsClusters = sendsClusters;
        this.sendsAssignments = sendsAssignments;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Change of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The same without what follows, if anything does. */
    Optional<Change> alone() {
        return switch (this) {
            case CDS -> Optional.of(CDS_ALONE);
            case ALL -> Optional.of(ALL_ALONE);
            case EDS, CDS_ALONE, ALL_ALONE -> Optional.empty();
        };
    }

    boolean everyService() {
        return everyService;
    }

    boolean sendsClusters() {
        return sendsClusters;
    }

    boolean sendsAssignments() {
        return sendsAssignments;
    }

    /** How many clusters each stream is sent. */
    int clusters(int services) {
        return sendsClusters ? touched(services) : 0;
    }

    /** How many assignments each stream is sent. */
    int assignments(int services) {
        return sendsAssignments ? touched(services) : 0;
    }

    private int touched(int services) {
        return everyService ? services : 1;
    }
}
