package dev.gitvoy.demo;

/** Something that the story promises did not happen. */
final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1;

    StepFailedException(String message) {
        super(message);
    }
}
