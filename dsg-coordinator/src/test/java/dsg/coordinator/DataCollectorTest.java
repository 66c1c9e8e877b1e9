// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.store.ArtefactFolder;
import dsg.store.Artefacts;
import dsg.store.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCollectorTest {

    @TempDir
    Path folder;

    private static Artefact put(Artefacts artefacts, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        Artefact artefact = Artefact.of(content);
        artefacts.keep(artefact.digest(), Files.write(artefacts.receive(), content));
        return artefact;
    }

    @Test
    void oldCheckpointsGoUnlessSomethingElseHasTheSameContentOrItWasPutSince()
            throws IOException, InterruptedException {
        try (Journal journal = Journal.open(folder.resolve("journal.db"));
                GridLoop loop = new GridLoop(journal, new SteadyClock(InstantSource.system()), (_, _) -> {})) {
            Artefacts artefacts =
                    new Artefacts(journal, new ArtefactFolder(folder.resolve("artefacts")), InstantSource.system());
            try (DataCollector collector = new DataCollector(artefacts, Duration.ofMillis(100))) {
                Artefact alone = put(artefacts, "alone");
                Artefact known = put(artefacts, "known");
                Artefact again = put(artefacts, "again");
                loop.tell(new GridCommand.PutData("known.txt", known, "anna")).join();
                Instant now = Instant.now();
                collector.carryOut(
                        List.of(new GridEffect.LetGo(List.of(
                                new GridEvent.Collected(again, now.minusSeconds(60)),
                                new GridEvent.Collected(known, now),
                                new GridEvent.Collected(alone, now)))),
                        loop);

                for (int i = 0; i < 600 && artefacts.has(alone); i++) {
                    Thread.sleep(50);
                }
                assertThat(artefacts.has(alone)).isFalse();
                assertThat(artefacts.has(known)).isTrue();
                assertThat(artefacts.has(again)).isTrue();
            }
        }
    }
}
