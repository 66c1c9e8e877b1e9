// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/// Three words, 33 bits, that two machines show to people who compare them: a short authentication string as in
/// ZRTP (RFC 6189) and in Bluetooth's numeric comparison.
///
/// Each side commits to a fresh nonce before it sees the other's; the words follow from both nonces and both keys.
/// Whoever stands between the two has to commit before he knows what words will come, so of his one try all but one
/// in 2^33 are seen. Words made of the keys alone could be searched for at leisure.
final class ThreeWords {

    static final int NONCE_BYTES = 32;

    private static final String[] WORDS = read();
    private static final int BITS_A_WORD = 11;

    private ThreeWords() {}

    private static String[] read() {
        try (InputStream list = ThreeWords.class.getResourceAsStream("words.txt")) {
            String text = new String(java.util.Objects.requireNonNull(list).readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines().filter(line -> !line.startsWith("#")).toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] nonce(SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    /// What is said of a nonce before it is revealed.
    static byte[] commitment(byte[] nonce) {
        return hash("dsg commitment 1", nonce);
    }

    static boolean isCommittedTo(byte[] commitment, byte[] nonce) {
        return nonce.length == NONCE_BYTES && MessageDigest.isEqual(commitment, commitment(nonce));
    }

    /// The words of this encounter.
    ///
    /// @param authority the CA's certificate, as each side has seen it
    /// @param key the joiner's public key, as each side has seen it
    static List<String> of(byte[] authority, byte[] key, byte[] joinersNonce, byte[] coordinatorsNonce) {
        byte[] hash = hash(
                "dsg words 1",
                Digest.sha256().digest(authority),
                Digest.sha256().digest(key),
                joinersNonce,
                coordinatorsNonce);
        long bits = java.nio.ByteBuffer.wrap(hash).getLong();
        return List.of(word(bits, 0), word(bits, 1), word(bits, 2));
    }

    private static String word(long bits, int place) {
        return WORDS[(int) (bits >>> (Long.SIZE - BITS_A_WORD * (place + 1))) & (WORDS.length - 1)];
    }

    private static byte[] hash(String purpose, byte[]... parts) {
        MessageDigest sum = Digest.sha256();
        sum.update(purpose.getBytes(StandardCharsets.US_ASCII));
        Arrays.stream(parts).forEach(sum::update);
        return sum.digest();
    }

    /// Every word that there is.
    static List<String> all() {
        return List.of(WORDS);
    }
}
