package dev.gitvoy.authz.policy;

/** What a policy may know of a request, in the one form in which policies see it. */
public interface RequestFacts {
    String method();

    /** In lower case, without a port. */
    String host();

    /** Without the query and without a slash at the end; begins with {@code /}. */
    String path();

    /**
     * A header's value, or an empty text; several are joined by commas.
     *
     * @throws IllegalArgumentException when it is too long to be judged
     */
    String header(String name);
}
