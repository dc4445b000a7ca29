package dev.gitvoy.hooks;

import dev.gitvoy.guard.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Deliveries for tests. */
final class Signed {
    private Signed() {}

    static Delivery delivery(byte[] body, Map<String, String> headers) {
        var byName = new HashMap<String, String>();
        headers.forEach((name, value) -> byName.put(name.toLowerCase(Locale.ROOT), value));
        return new Delivery(name -> byName.get(name.toLowerCase(Locale.ROOT)), body);
    }

    static Delivery delivery(String body, Map<String, String> headers) {
        return delivery(body.getBytes(StandardCharsets.UTF_8), headers);
    }

    static Secrets secrets(String... secrets) {
        return Secrets.of(List.of(secrets));
    }
}
