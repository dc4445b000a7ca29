/**
 * Who is asking: API keys, and where what is known of them is kept. Start at {@link dev.gitvoy.authz.identity.ApiKey};
 * {@link dev.gitvoy.authz.identity.KeyStore} is the contract of stores, which {@code KeyStoreContract} tests. Knows nothing
 * of policies. Any thread; nothing blocks.
 */
@NullMarked
package dev.gitvoy.authz.identity;

import org.jspecify.annotations.NullMarked;
