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

    /**
     * Stands for every name of its kind and scope, where it cannot be known which: a file provides it whose names are encrypted,
     * and requires it when requests choose among the names.
     */
    public static final String ANY = "\0any";
}
