package dev.gitvoy.e2e;

import org.junit.jupiter.api.Tag;

/** Restarts, with Envoys that are sent the state of the world. */
@Tag("full")
final class SotwRestartIT extends RestartScenarios {
    SotwRestartIT() {
        super(Transport.SOTW);
    }
}
