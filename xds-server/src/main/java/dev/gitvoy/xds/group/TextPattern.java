package dev.gitvoy.xds.group;

import dev.gitvoy.gitsync.yaml.Glob;

/** A text in which each {@code *} stands for any characters. Equal when written alike. */
record TextPattern(String written, Glob glob) {
    TextPattern(String written) {
        this(written, new Glob(written));
    }

    boolean matches(String text) {
        return Glob.isGlob(written) ? glob.matches(text) : written.equals(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextPattern that && written.equals(that.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }
}
