package dev.gitvoy.gitsync.source;

/** Why a source gave no commit: what it takes to try again. */
public enum SourceFailure {
    /** The network, the host or its TLS: trying again may help. */
    UNREACHABLE,
    /** Credentials are wrong or missing: trying again without new ones may lock an account. */
    AUTHENTICATION,
    /** The repository, the ref or the commit is not there. */
    NOT_FOUND,
    /** What was answered is not accepted: a redirect, a host key, an object or an answer over its limit. */
    REFUSED,
    /** The source asks to be left alone for a while. */
    BUSY,
    /** Something on this machine: a file, an option, the kept repository. */
    LOCAL
}
