package dev.gitvoy.demo;

import java.io.IOException;

/** Ports of the services that the sample's filters name: free ones, chosen before Gitvoy starts. */
public record ServicePorts(int rateLimit, int authz) {
    static ServicePorts find() throws IOException {
        return new ServicePorts(FreePort.find(), FreePort.find());
    }
}
