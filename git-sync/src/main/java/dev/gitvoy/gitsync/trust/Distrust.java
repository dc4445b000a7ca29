package dev.gitvoy.gitsync.trust;

/**
 * Why a commit is not trusted.
 *
 * @param commitId full id of the commit
 * @param code stable name for scripts, for example {@code commit-unsigned}
 * @param message a sentence for people: which commit, why, what to do
 */
public record Distrust(String commitId, String code, String message) {
    @Override
    public String toString() {
        return message;
    }
}
