package dev.gitvoy.xds.resource;

import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.api.NewerApi;

/** With an API in which every message is newer than the built-in one, what is old is as before: versions, references, words. */
class NewerXdsCompilerTest extends XdsCompilerTest {
    private static final EnvoyApi API = NewerApi.with(NewerApi.newerEverything().toByteArray());

    @Override
    EnvoyApi api() {
        return API;
    }
}
