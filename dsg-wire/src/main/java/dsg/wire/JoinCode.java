// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/// A code by which machines come in: a secret of 128 bits, and the first 128 bits of the SHA-256 of the CA's
/// certificate, by which the machine knows the right coordinator before it says the secret.
///
/// People read it as 52 characters in groups of four, in Crockford's base 32, which has no I, L, O and U; the
/// last four bits are a check of the others.
public final class JoinCode {

    private static final int PART = 16;
    private static final int DIGITS = 52;
    private static final int GROUP = 4;
    private static final int CHECK_BITS = 4;
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final byte[] secret;
    private final byte[] authority;

    private JoinCode(byte[] secret, byte[] authority) {
        this.secret = secret;
        this.authority = authority;
    }

    /// A new one for the grid whose CA has this fingerprint.
    public static JoinCode random(Digest authority, SecureRandom random) {
        byte[] secret = new byte[PART];
        random.nextBytes(secret);
        return new JoinCode(secret, beginning(authority));
    }

    private static byte[] beginning(Digest digest) {
        return java.util.HexFormat.of().parseHex(digest.hex().substring(0, 2 * PART));
    }

    /// Reads what somebody typed: in any case, with or without the dashes; I and L are taken for 1, O for 0.
    ///
    /// @throws IllegalArgumentException if it is no code, or was mistyped; the message is for people
    public static JoinCode parse(String typed) {
        String text = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('I', '1')
                .replace('L', '1')
                .replace('O', '0');
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException("A code has " + DIGITS / GROUP + " groups of " + GROUP
                    + " letters and digits (" + DIGITS + " in all), and this has " + text.length() + ".");
        }
        BigInteger number = BigInteger.ZERO;
        for (int place = 0; place < text.length(); place++) {
            char digit = text.charAt(place);
            int value = ALPHABET.indexOf(digit);
            if (value < 0) {
                throw new IllegalArgumentException("`" + digit + "` is in no code.");
            }
            number = number.shiftLeft(5).or(BigInteger.valueOf(value));
        }
        byte[] bytes = bytes(number.shiftRight(CHECK_BITS));
        if (number.and(BigInteger.valueOf(0xF)).intValue() != check(bytes)) {
            throw new IllegalArgumentException("A letter or digit of it is wrong, or two are exchanged.");
        }
        return new JoinCode(Arrays.copyOf(bytes, PART), Arrays.copyOfRange(bytes, PART, 2 * PART));
    }

    private static byte[] bytes(BigInteger number) {
        byte[] all = new byte[2 * PART];
        byte[] significant = number.toByteArray();
        int length = Math.min(all.length, significant.length);
        System.arraycopy(significant, significant.length - length, all, all.length - length, length);
        return all;
    }

    private static int check(byte[] bytes) {
        return Digest.sha256().digest(bytes)[0] & 0xF;
    }

    /// The secret, for the right coordinator alone.
    public byte[] secret() {
        return secret.clone();
    }

    /// What the grid keeps of the secret.
    public Digest secretDigest() {
        return Digest.of(secret);
    }

    /// Whether it is a code of the grid whose CA has this fingerprint.
    public boolean isOf(Digest fingerprint) {
        return Arrays.equals(authority, beginning(fingerprint));
    }

    /// As people read it.
    public String text() {
        byte[] both = Arrays.copyOf(secret, 2 * PART);
        System.arraycopy(authority, 0, both, PART, PART);
        BigInteger number = new BigInteger(1, both).shiftLeft(CHECK_BITS).or(BigInteger.valueOf(check(both)));
        StringBuilder text = new StringBuilder();
        for (int place = DIGITS - 1; place >= 0; place--) {
            text.append(ALPHABET.charAt(number.shiftRight(5 * place).intValue() & 31));
            if (place % GROUP == 0 && place > 0) {
                text.append('-');
            }
        }
        return text.toString();
    }

    /// Never the code itself, which must not get into a log by chance.
    @Override
    public String toString() {
        return "a code";
    }
}
