// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    /// The examples of FIPS 180-4.
    @Test
    void itIsSha256() {
        assertThat(Digest.of("abc")).hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digest.of("")).hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void textIsReadAsUtf8() {
        assertThat(Digest.of("straße")).isEqualTo(Digest.of("straße".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aComputationInPiecesGivesTheSame() {
        MessageDigest computation = Digest.sha256();
        computation.update("a".getBytes(StandardCharsets.UTF_8));
        computation.update("bc".getBytes(StandardCharsets.UTF_8));

        assertThat(Digest.finish(computation)).isEqualTo(Digest.of("abc"));
    }

    @Test
    void peopleReadTwelveDigits() {
        assertThat(Digest.of("abc").brief()).isEqualTo("ba7816bf8f01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ba7816bf",
                "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                "../../../../../../../../../../../../../../../../../etc/passwd00000"
            })
    void anythingElseIsNoDigest(String hex) {
        assertThatThrownBy(() -> new Digest(hex)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anArtefactIsItsContent() {
        assertThat(Artefact.of(new byte[0])).isEqualTo(Artefact.EMPTY);
        assertThat(Artefact.of(new byte[] {1, 2})).isEqualTo(new Artefact(Digest.of(new byte[] {1, 2}), 2));
        assertThatThrownBy(() -> new Artefact(Digest.of("x"), -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
