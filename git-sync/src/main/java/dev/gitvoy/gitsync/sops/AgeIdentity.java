package dev.gitvoy.gitsync.sops;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** A private key of age, for X25519. */
final class AgeIdentity {
    static final String PREFIX = "AGE-SECRET-KEY-1";

    private static final String PUBLIC_PREFIX = "age";
    private static final int KEY_BYTES = 32;

    private final String publicKey;
    private final RecipientStanzaReader reader;

    private AgeIdentity(String publicKey, RecipientStanzaReader reader) {
        this.publicKey = publicKey;
        this.reader = reader;
    }

    /** @throws GeneralSecurityException when the text is no such key; the message may hold it */
    static AgeIdentity parse(CharSequence text) throws GeneralSecurityException {
        try {
            var secret = Bech32.getDecoder().decode(text).getData();
            var publicKey = new X25519PrivateKeyParameters(secret).generatePublicKey();
            Arrays.fill(secret, (byte) 0);
            return new AgeIdentity(
                    Bech32.getEncoder()
                            .encode(PUBLIC_PREFIX, publicKey.getEncoded())
                            .toString(),
                    X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(text));
        } catch (RuntimeException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** {@code age1..}; known to everybody. */
    String publicKey() {
        return publicKey;
    }

    /**
     * Decrypts a data key.
     *
     * @param armored as age writes it for mail and YAML
     */
    byte[] open(String armored) throws GeneralSecurityException {
        var in = Channels.newChannel(new ByteArrayInputStream(armored.getBytes(StandardCharsets.UTF_8)));
        try (var channel = new ArmoredDecryptingChannelFactory().newDecryptingChannel(in, List.of(reader))) {
            var opened = ByteBuffer.allocate(KEY_BYTES + 1);
            while (opened.hasRemaining() && channel.read(opened) >= 0) {
                // Up to the end, where age says that nothing is missing.
            }
            if (opened.position() != KEY_BYTES) {
                throw new GeneralSecurityException("not a data key");
            }
            return Arrays.copyOf(opened.array(), KEY_BYTES);
        } catch (IOException | RuntimeException e) {
            throw new GeneralSecurityException(e);
        }
    }

    @Override
    public String toString() {
        return publicKey;
    }
}
