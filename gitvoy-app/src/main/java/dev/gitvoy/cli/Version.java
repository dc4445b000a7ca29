package dev.gitvoy.cli;

import picocli.CommandLine.IVersionProvider;

/** The version as built, from the jar's manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"gitvoy " + (version == null ? "(not packaged)" : version)};
    }
}
