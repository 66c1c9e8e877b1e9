// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// `dsg doctor` finds what is wrong with a machine and its grid: each fault here was planted.
@Timeout(120)
class DoctorTest {

    @BeforeEach
    void onLinux() {
        Machine.needsLinux();
    }

    private static JsonNode check(TestGrid grid, int status, String name) {
        Finished told = grid.dsg("doctor", "--json").expect(status);
        return Rest.JSON
                .readTree(told.out())
                .path("checks")
                .valueStream()
                .filter(check -> check.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String state(TestGrid grid, int status, String name) {
        return check(grid, status, name).path("state").asString();
    }

    @Test
    void whereNoGridIsYetNothingIsWrong() {
        try (TestGrid grid = TestGrid.create()) {
            assertThat(grid.dsg("doctor").expect(0).out())
                    .contains("ok  java", "dsg up makes it", "!   coordinator", "-> dsg up");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsAFault() {
        try (TestGrid grid = TestGrid.create().with("DSG_HOME", "/proc/dsg")) {
            assertThat(grid.dsg("doctor").expect(1).out())
                    .contains("x   folder", "/proc cannot be written", "export DSG_HOME=");
        }
    }

    @Test
    void aGridThatIsWellIsSaidToBeAndDamageIsFound() throws IOException {
        try (TestGrid grid = TestGrid.create()) {
            grid.dsg("node", "policy", "--isolation", "bare").expect(0);
            grid.up();
            grid.file("input.txt", "an input");
            GridJob job = grid.submitFile("dsg: 1\nname: copy\nin: [input.txt]\nrun: cat input.txt\n")
                    .expect("done");
            assertThat(grid.dsg("doctor").expect(0).out())
                    .contains("ok  coordinator", "ok  node", "ok  journal", "ok  artefacts          1 file looked at");

            damageTheOnlyArtefact(grid);
            JsonNode artefacts = check(grid, 1, "artefacts");
            assertThat(artefacts.path("state").asString()).isEqualTo("fault");
            assertThat(artefacts.path("mend").asString()).contains("dsg data show ");

            grid.kill(TestGrid.COORDINATOR);
            assertThat(check(grid, 1, "coordinator").path("what").asString()).contains("ended without saying so");
            grid.kill(TestGrid.NODE);
            damageTheJournal(grid);
            assertThat(state(grid, 1, "journal")).isEqualTo("fault");
            assertThat(job.id()).isOne();
        }
    }

    private static void damageTheOnlyArtefact(TestGrid grid) throws IOException {
        try (Stream<Path> files = Files.walk(grid.home().resolve("coordinator/artefacts"), 2)) {
            List<Path> artefacts = files.filter(
                            file -> String.valueOf(file.getFileName()).length() == 64)
                    .toList();
            assertThat(artefacts).hasSize(1);
            Files.writeString(artefacts.getFirst(), "rotten");
        }
    }

    private static void damageTheJournal(TestGrid grid) throws IOException {
        // What was committed last would mend it again.
        Files.deleteIfExists(grid.journal().resolveSibling("journal.db-wal"));
        Files.deleteIfExists(grid.journal().resolveSibling("journal.db-shm"));
        Files.write(grid.journal(), new byte[64], StandardOpenOption.WRITE);
    }
}
