// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.store.ArtefactFolder;
import dsg.wire.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

    private static final int CHUNKS = 4;
    private static final byte[] CONTENT = content();
    private static final Manifest MANIFEST = manifest();

    @TempDir
    Path folder;

    private Download download;

    private static byte[] content() {
        byte[] content = new byte[(CHUNKS - 1) * Manifest.CHUNK_BYTES + 1234];
        new Random(7).nextBytes(content);
        return content;
    }

    private static byte[] chunk(int number) {
        int from = number * Manifest.CHUNK_BYTES;
        return Arrays.copyOfRange(CONTENT, from, Math.min(CONTENT.length, from + Manifest.CHUNK_BYTES));
    }

    private static Manifest manifest() {
        List<Digest> chunks = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            chunks.add(Digest.of(chunk(i)));
        }
        return new Manifest(Artefact.of(CONTENT), chunks);
    }

    @BeforeEach
    void begin() throws IOException {
        download = new Download(MANIFEST, folder.resolve("arriving"), java.time.Duration.ZERO);
    }

    @AfterEach
    void end() throws IOException {
        download.close();
    }

    @Test
    void chunksInAnyOrderMakeTheWholeArtefact() throws Exception {
        download.holdsAll("den");
        Set<Integer> asked = new HashSet<>();
        for (int i = 0; i < CHUNKS; i++) {
            int next = download.next("den").orElseThrow();
            asked.add(next);
            assertThat(download.arrived(next, chunk(next))).isTrue();
        }
        assertThat(asked).hasSize(CHUNKS);
        assertThat(download.isComplete()).isTrue();
        assertThat(download.next("den")).isEmpty();
        assertThat(ArtefactFolder.hash(download.file())).isEqualTo(Digest.of(CONTENT));
    }

    @Test
    void aWrongChunkIsNotTakenAndIsAskedForAgain() throws Exception {
        download.holds("liar", List.of(2));
        int asked = download.next("liar").orElseThrow();
        byte[] wrong = chunk(asked);
        wrong[5]++;
        assertThat(download.arrived(asked, wrong)).isFalse();
        assertThat(download.read(asked)).isEmpty();
        download.without("liar");
        download.holdsAll("den");
        Set<Integer> left = new HashSet<>();
        for (int i = 0; i < CHUNKS; i++) {
            int next = download.next("den").orElseThrow();
            left.add(next);
            download.arrived(next, chunk(next));
        }
        assertThat(left).contains(asked);
        assertThat(download.isComplete()).isTrue();
    }

    @Test
    void whoHasAllIsAskedForWhatNobodyElseHas() throws Exception {
        download.holdsAll("coordinator");
        download.holds("attic", List.of(0, 1, 3));
        assertThat(download.next("coordinator")).isEqualTo(OptionalInt.of(2));
        assertThat(download.next("attic").orElseThrow()).isNotEqualTo(2);
    }

    @Test
    void noTwoAreAskedForTheSameChunkWhileItIsOnItsWay() throws Exception {
        download.holdsAll("attic");
        download.holdsAll("cellar");
        Set<Integer> asked = new HashSet<>();
        for (int i = 0; i < CHUNKS / 2; i++) {
            asked.add(download.next("attic").orElseThrow());
            asked.add(download.next("cellar").orElseThrow());
        }
        assertThat(asked).hasSize(CHUNKS);
    }

    @Test
    void whatIsHereIsServedAtOnceAndFollowersHearOfWhatComes() throws Exception {
        List<Integer> heard = new ArrayList<>();
        download.arrived(1, chunk(1));
        try (AutoCloseable _ = download.follow(heard::addAll)) {
            assertThat(heard).containsExactly(1);
            download.arrived(3, chunk(3));
            assertThat(heard).containsExactly(1, 3);
            assertThat(download.read(3))
                    .hasValueSatisfying(read -> assertThat(read).isEqualTo(chunk(3)));
            assertThat(download.read(0)).isEmpty();
            assertThat(download.bytesHere()).isEqualTo(Manifest.CHUNK_BYTES + 1234L);
        }
        download.arrived(0, chunk(0));
        assertThat(heard).containsExactly(1, 3);
    }

    @Test
    void aHolderThatHasLeftKeepsNobodyWaiting() throws Exception {
        download.holdsAll("attic");
        download.without("attic");
        assertThat(download.next("attic")).isEmpty();
    }
}
