// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Digest;
import dsg.store.Artefacts.Unneeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files that nobody needs are deleted, and no other.
@Timeout(60)
class ArtefactsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Instant now = START;
    private Journal journal;
    private Artefacts artefacts;

    @BeforeEach
    void open() throws IOException {
        journal = Journal.open(folder.resolve("journal.db"));
        artefacts = new Artefacts(journal, new ArtefactFolder(folder.resolve("artefacts")), () -> now);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private Digest put(String content) throws IOException {
        Digest digest = Digest.of(content);
        Path received = artefacts.receive();
        Files.writeString(received, content);
        artefacts.keep(digest, received);
        return digest;
    }

    private long discard(Digest digest, Instant unusedSince) throws IOException {
        return artefacts.discard(List.of(new Unneeded(digest, unusedSince)));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void aFileThatNobodyHasNeededSinceIsDeleted() throws IOException {
        Digest digest = put("large");
        pass(Duration.ofHours(1));

        assertThat(discard(digest, now)).isEqualTo(5);
        assertThat(artefacts.where(digest)).isEmpty();
        assertThat(discard(digest, now)).isZero();
    }

    @Test
    void aFileThatWasLetGoIsOldUnlessSomebodyHasNeededItSince() throws IOException {
        Digest left = put("left");
        Digest again = put("again");
        Instant jobEnded = now;
        pass(Duration.ofMinutes(1));
        put("again");
        artefacts.letGo(List.of(
                new Unneeded(left, jobEnded), new Unneeded(again, jobEnded), new Unneeded(Digest.of("none"), now)));

        Instant longAgo = START.minus(Duration.ofDays(1));
        assertThat(discard(left, longAgo)).isEqualTo(4);
        assertThat(discard(again, longAgo)).isZero();
        Digest held = put("left");
        artefacts.letGo(List.of(new Unneeded(held, now)));
        assertThat(artefacts.hold(held)).isTrue();
        assertThat(discard(held, longAgo)).isZero();
    }

    @Test
    void aFileThatIsPutAgainBeforeItsJobIsKnownStays() throws IOException {
        put("large");
        pass(Duration.ofHours(1));
        Instant jobEnded = now;
        pass(Duration.ofHours(1));
        Digest digest = put("large");

        assertThat(discard(digest, jobEnded)).isZero();
        assertThat(artefacts.open(digest)).isPresent();
    }

    @Test
    void aFileThatSomebodyIsAboutToNameStays() throws IOException {
        Digest digest = put("large");
        pass(Duration.ofHours(1));
        Instant jobEnded = now;
        pass(Duration.ofHours(1));
        assertThat(artefacts.hold(digest)).isTrue();

        assertThat(discard(digest, jobEnded)).isZero();
        assertThat(artefacts.hold(Digest.of("never put"))).isFalse();
    }
}
