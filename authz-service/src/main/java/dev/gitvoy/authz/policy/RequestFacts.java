package dev.gitvoy.authz.policy;

/** What a policy may know of a request, in the one form in which policies see it. */
public interface RequestFacts {
    String method();

    /** In lower case, without a port. */
    String host();

    /** Without the query; begins with {@code /}. */
    String path();

    /** The first value of a header, or an empty text. */
    String header(String name);
}
