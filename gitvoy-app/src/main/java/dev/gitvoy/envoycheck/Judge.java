package dev.gitvoy.envoycheck;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;

/** Says whether Envoy takes a bootstrap. The port of {@link EnvoyRun}. */
@FunctionalInterface
interface Judge {
    /** @throws IOException when it cannot be asked */
    Verdict judge(Bootstrap bootstrap) throws IOException;

    /** An answer. */
    sealed interface Verdict {
        record Accepted() implements Verdict {}

        /** @param words Envoy's own, in one line */
        record Refused(String words) implements Verdict {}

        /** @param why for example that there was no answer in time */
        record Undecided(String why) implements Verdict {}
    }
}
