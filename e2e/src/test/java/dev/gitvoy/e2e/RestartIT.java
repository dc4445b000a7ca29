package dev.gitvoy.e2e;

/** Restarts, with Envoys that are sent what has changed. */
final class RestartIT extends RestartScenarios {
    RestartIT() {
        super(Transport.DELTA);
    }
}
