package dev.gitvoy.gitsync.release;

/**
 * A name that configuration refers to across files and servers, for example {@code cluster checkout}.
 *
 * @param kind what is named, in the words that an author knows: {@code cluster}, {@code rate limit domain}
 * @param scope who sees it: {@link #EVERYONE} or, for example, a node group; a scope also sees everyone's names
 */
public record Name(String kind, String scope, String name) {
    /** The scope that every other scope sees. */
    public static final String EVERYONE = "";

    /** The same name where everyone sees it. */
    Name forEveryone() {
        return new Name(kind, EVERYONE, name);
    }
}
