package dev.gitvoy.e2e;

import org.junit.jupiter.api.Tag;

/** The same with Envoys that ask for the state of the world. */
@Tag("full")
final class SotwRestartIT extends RestartIT {
    SotwRestartIT() {
        super(Transport.SOTW);
    }
}
