package dev.gitvoy.hooks;

/** Is told of every delivery. Must not block. */
@FunctionalInterface
public interface WebhookListener {
    void answered(Forge forge, Outcome outcome);
}
