// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is signed of a package, as `FILE.sig` beside it: which version it is, for which machines,
/// and its content. Made by `tools/sign-package.sh`; the last line is an Ed25519 signature (RFC
/// 8032) of all lines before it.
///
/// ```
/// dsg-release 1
/// version 0.2.0
/// platform linux-x86_64
/// kind tar
/// size 51234567
/// sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
/// signature NB1v…
/// ```
///
/// @param kind `tar` or `deb`
record ReleaseNote(String version, String platform, String kind, long size, Digest content) {

    /// Longer is none that we have made.
    static final int LENGTH_MAX = 4_096;

    private static final String FIRST = "dsg-release 1\n";
    private static final String SIGNATURE = "signature ";
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
    private static final Pattern LINE = Pattern.compile("([a-z0-9]+) (\\S+)");

    /// It is not to be believed: why.
    static final class Untrusted extends Exception {
        private static final long serialVersionUID = 1;

        Untrusted(String why) {
            super(why);
        }
    }

    /// Reads it, and believes it if one of these keys has signed it.
    ///
    /// @param keys public keys in PEM, one after the other
    static ReleaseNote read(String text, String keys) throws Untrusted {
        int end = text.lastIndexOf("\n" + SIGNATURE) + 1;
        if (end == 0 || !text.startsWith(FIRST) || text.length() > LENGTH_MAX) {
            throw new Untrusted("its signature file is not one that tools/sign-package.sh makes, or not whole");
        }
        String signed = text.substring(0, end);
        byte[] signature;
        try {
            signature = Base64.getDecoder()
                    .decode(text.substring(end + SIGNATURE.length()).strip());
        } catch (IllegalArgumentException _) {
            throw new Untrusted("its signature file is damaged");
        }
        List<PublicKey> trusted = keys(keys);
        if (trusted.isEmpty()) {
            throw new Untrusted("there is no release key to check its signature with");
        }
        if (trusted.stream().noneMatch(key -> hasSigned(key, signed, signature))) {
            throw new Untrusted("none of the release keys that are trusted here has signed what it says of itself");
        }
        return parsed(signed);
    }

    private static List<PublicKey> keys(String pem) throws Untrusted {
        List<PublicKey> keys = new ArrayList<>();
        Matcher found = KEY.matcher(pem);
        while (found.find()) {
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(found.group(1).strip());
                keys.add(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new Untrusted("a release key cannot be read: " + e.getMessage());
            }
        }
        return keys;
    }

    private static boolean hasSigned(PublicKey key, String text, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static ReleaseNote parsed(String signed) throws Untrusted {
        Map<String, String> said = new LinkedHashMap<>();
        for (String line : signed.lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                said.put(parts.group(1), parts.group(2));
            }
        }
        try {
            return new ReleaseNote(
                    said.getOrDefault("version", ""),
                    said.getOrDefault("platform", ""),
                    said.getOrDefault("kind", ""),
                    Long.parseLong(said.getOrDefault("size", "")),
                    new Digest(said.getOrDefault("sha256", "")));
        } catch (IllegalArgumentException e) {
            throw new Untrusted("what is signed cannot be read: " + e.getMessage());
        }
    }

    /// Whether it is for an installation that this version is of.
    ///
    /// @return negative if it is older, 0 if it is the same, positive if it is newer
    int comparedTo(String installed) {
        return compare(version, installed);
    }

    private static int compare(String one, String other) {
        return java.lang.module.ModuleDescriptor.Version.parse(one)
                .compareTo(java.lang.module.ModuleDescriptor.Version.parse(other));
    }
}
