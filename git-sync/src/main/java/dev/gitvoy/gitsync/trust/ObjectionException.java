package dev.gitvoy.gitsync.trust;

/** Ends the examination of a commit. */
final class ObjectionException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Objection objection;

    ObjectionException(String code, String reason) {
        super(reason, null, false, false);
        this.objection = new Objection(code, reason);
    }

    Objection objection() {
        return objection;
    }
}
