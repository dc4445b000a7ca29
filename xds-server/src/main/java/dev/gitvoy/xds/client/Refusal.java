package dev.gitvoy.xds.client;

import dev.gitvoy.gitsync.problem.Location;
import java.util.Optional;

/**
 * What a client refused.
 *
 * @param message the client's own words
 * @param nonce of the response
 * @param version of the group's resources of the type that the response was to bring
 * @param commit that was served when the response was sent
 * @param at where the resource is written that the message names, if it names one
 */
public record Refusal(String message, String nonce, String version, String commit, Optional<Location> at) {}
