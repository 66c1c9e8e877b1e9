// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of a package is believed if a release key has signed it, to the last letter.
class ReleaseNoteTest {

    private static final String TEXT = """
            dsg-release 1
            version 0.2.0
            platform linux-x86_64
            kind tar
            size 1234
            sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
            """;

    private final KeyPair keys = newKey();

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private String signed(String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return text + "signature " + Base64.getEncoder().encodeToString(signature.sign()) + "\n";
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsSignedIsBelieved() throws ReleaseNote.Untrusted {
        ReleaseNote note = ReleaseNote.read(signed(TEXT), pem(newKey()) + pem(keys));
        assertThat(note.version()).isEqualTo("0.2.0");
        assertThat(note.size()).isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version 0.2.0|version 0.3.0",
                "size 1234|size 1235",
                "kind tar|kind deb",
                "9f86|9f87",
                "1\n|1\n\n"
            })
    void whatWasChangedAfterwardsIsNot(String change) {
        String[] words = change.split("\\|");
        String changed = signed(TEXT).replaceFirst(words[0], words[1]);
        assertThatThrownBy(() -> ReleaseNote.read(changed, pem(keys)))
                .isInstanceOf(ReleaseNote.Untrusted.class)
                .hasMessageContaining("signed");
    }

    @Test
    void whatSomebodyElseHasSignedIsNot() {
        assertThatThrownBy(() -> ReleaseNote.read(signed(TEXT), pem(newKey())))
                .isInstanceOf(ReleaseNote.Untrusted.class)
                .hasMessageContaining("none of the release keys");
        assertThatThrownBy(() -> ReleaseNote.read(signed(TEXT), "")).hasMessageContaining("no release key");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 100, 200, 230})
    void whatIsCutOffIsNot(int length) {
        assertThatThrownBy(() -> ReleaseNote.read(signed(TEXT).substring(0, length), pem(keys)))
                .isInstanceOf(ReleaseNote.Untrusted.class);
    }

    @Test
    void whatIsSignedButMakesNoSenseIsNot() {
        for (String text :
                new String[] {TEXT.replace("1234", "many"), TEXT.replace("9f86", "zzzz"), "dsg-release 1\n"}) {
            assertThatThrownBy(() -> ReleaseNote.read(signed(text), pem(keys)))
                    .isInstanceOf(ReleaseNote.Untrusted.class);
        }
    }

    @Test
    void versionsAreComparedAsNumbers() throws ReleaseNote.Untrusted {
        ReleaseNote note = ReleaseNote.read(signed(TEXT.replace("0.2.0", "0.10.0")), pem(keys));
        assertThat(note.comparedTo("0.9.1")).isPositive();
        assertThat(note.comparedTo("0.10.0")).isZero();
        assertThat(note.comparedTo("0.10.1")).isNegative();
        assertThat(note.comparedTo("0.10.0-rc1")).isPositive();
    }
}
