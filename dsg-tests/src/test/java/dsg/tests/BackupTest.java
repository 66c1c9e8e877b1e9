// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A grid is written into one file while it works, and comes back from it.
@Timeout(180)
class BackupTest {

    private static final String LARGE_AND_SLOW = """
            dsg: 1
            name: work
            stages:
              first:
                run: head -c 300000 /dev/zero > large.bin; echo small > small.txt
                out: {large: large.bin, small: small.txt}
              second:
                in: {one: {from: first.small}}
                sweep: {grid: {i: [1, 2, 3, 4]}}
                run: sleep 2; cat {{ in.one }}; echo {{ i }} > n.txt
                out: {n: n.txt}
            """;

    @Test
    void aGridComesBackAsItWasAndItsJobGoesOn() {
        try (TestGrid grid = TestGrid.create().up()) {
            GridJob job = grid.submit(LARGE_AND_SLOW);
            job.awaitPrinted("second", 1, "small");
            assertThat(grid.dsg("backup", "grid.zip").expect(0).out()).contains("grid.zip", "artefact");
            assertThat(grid.dsg("backup", "grid.zip").expect(1).err()).contains("is there already", "--yes");
            job.expect("done");

            try (TestGrid other = TestGrid.create()) {
                other.dsg("restore", grid.folder().resolve("grid.zip").toString())
                        .expect(0);
                other.up();
                new GridJob(other, job.id()).expect("done");
                other.dsg("get", Long.toString(job.id()), "--all", "--out", "back")
                        .expect(0);
                assertThat(other.folder().resolve("back/first/large.bin")).hasSize(300_000);
                assertThat(other.folder().resolve("back/second/4/n.txt")).hasContent("4\n");
                JournalReader.of(other).expectEachDecidedOnce(job.id(), 5);
                assertThat(other.token()).isEqualTo(grid.token());
                assertThat(other.dsg(
                                        "restore",
                                        grid.folder().resolve("grid.zip").toString())
                                .expect(1)
                                .err())
                        .contains("has a grid already");
            }
        }
    }

    @Test
    @OnlyInTheLongForm
    void aDamagedBackupIsFoundOutAndLeavesNothing() {
        try (TestGrid grid = TestGrid.create().up()) {
            grid.submit(LARGE_AND_SLOW).awaitPrinted("second", 1, "small");
            Path zip = grid.folder().resolve("grid.zip");
            grid.dsg("backup", zip.toString()).expect(0);
            damageAnArtefact(zip);

            try (TestGrid other = TestGrid.create()) {
                assertThat(other.dsg("restore", zip.toString()).expect(1).err())
                        .contains("Nothing was restored", "What arrived as");
                assertThat(other.home().resolve("coordinator/journal.db")).doesNotExist();
            }
        }
    }

    private static void damageAnArtefact(Path zip) {
        try (FileSystem inside = FileSystems.newFileSystem(zip);
                Stream<Path> artefacts = Files.list(inside.getPath("/artefacts"))) {
            Files.writeString(artefacts.findFirst().orElseThrow(), "rotten");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
