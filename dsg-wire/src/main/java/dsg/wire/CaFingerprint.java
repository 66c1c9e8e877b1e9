// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// By what people know a grid's CA: the first 160 bits of the SHA-256 of its certificate, in base32 (RFC 4648), in
/// groups of four: `mfzw-c3lq-…`. To make another certificate of the same fingerprint takes 2^160 tries.
///
/// @param text 32 letters and digits, without what stands between the groups
public record CaFingerprint(String text) {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 32;
    private static final int BITS = 5;
    private static final int GROUP = 4;

    public CaFingerprint {
        if (!text.matches("[a-z2-7]{" + LENGTH + "}")) {
            throw new IllegalArgumentException("`" + text + "` is no fingerprint of a CA.");
        }
    }

    static CaFingerprint of(X509Certificate certificate) {
        byte[] hash = HexFormat.of().parseHex(Identity.fingerprint(certificate).hex());
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            int value = 0;
            for (int bit = i * BITS; bit < (i + 1) * BITS; bit++) {
                value = (value << 1) | ((hash[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE)) & 1);
            }
            text.append(LETTERS.charAt(value));
        }
        return new CaFingerprint(text.toString());
    }

    /// That of the CA of this member of the grid.
    public static CaFingerprint of(Identity identity) {
        return of(identity.trusted());
    }

    /// As somebody has typed it, with or without what stands between the groups.
    public static Optional<CaFingerprint> parse(String typed) {
        String text = typed.toLowerCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return text.matches("[a-z2-7]{" + LENGTH + "}") ? Optional.of(new CaFingerprint(text)) : Optional.empty();
    }

    /// In groups of four.
    @Override
    public String toString() {
        return text.replaceAll("(.{" + GROUP + "})(?!$)", "$1-");
    }
}
