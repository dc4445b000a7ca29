package dev.gitvoy.guard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Texts of which each is as good as the others: there is more than one while a secret is being replaced. Immutable. */
public final class Secrets {
    private final List<String> texts;

    private Secrets(List<String> texts) {
        this.texts = List.copyOf(texts);
    }

    public static Secrets of(List<String> texts) {
        return new Secrets(texts);
    }

    /** How a secret shows itself in what was sent. */
    @FunctionalInterface
    public interface Proof {
        boolean proves(String secret);
    }

    /** Whether one of them is proven. All are tried, so that the time taken does not tell which. */
    public boolean anyProves(Proof proof) {
        boolean proven = false;
        for (var text : texts) {
            proven |= proof.proves(text);
        }
        return proven;
    }

    /** Whether a text is one of them, in a time that does not depend on where they differ. */
    public boolean contain(String given) {
        var bytes = given.getBytes(StandardCharsets.UTF_8);
        return anyProves(secret -> MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), bytes));
    }

    /** Whether one of them is so short that it may be guessed. */
    public boolean anyShorterThan(int characters) {
        return texts.stream().anyMatch(text -> text.length() < characters);
    }

    /** Never what they are. */
    @Override
    public String toString() {
        return texts.size() + " secrets";
    }
}
