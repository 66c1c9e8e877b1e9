// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A grid of somebody who is not root, as nearly everybody is: whatever a task does to its own files, they are taken
/// and cleared away.
@Timeout(120)
class OrdinaryUserTest {

    @ParameterizedTest
    @EnumSource
    void filesOfEveryModeAreTakenAndClearedAway(Rung rung) {
        if (rung == Rung.SANDBOX) {
            Machine.needsSupervisor();
        } else if (rung == Rung.BUBBLEWRAP) {
            Machine.needsBubblewrap();
        } else {
            Machine.onlyInTheLongForm();
        }
        try (TestGrid grid = rung.create().asNobody()) {
            if (rung == Rung.BARE) {
                grid.dsg("node", "policy", "--isolation", "bare").expect(0);
            }
            grid.up();
            GridJob job = grid.submit("""
                    dsg: 1
                    name: modes
                    out: [large.bin, small.txt]
                    run: |
                      head -c 100000 /dev/urandom > large.bin
                      echo small > small.txt
                      mkdir -p closed/deep "$HOME/closed"
                      echo x > closed/deep/x
                      chmod 400 large.bin small.txt
                      chmod 0 closed/deep closed "$HOME/closed"
                      echo "$(whoami 2> /dev/null || id -u)"
                    """).expect("done");

            assertThat(job.attempt().path("outputs").size()).isEqualTo(2);
            assertThat(job.attempt().path("outputs").path(0).path("bytes").asLong())
                    .isEqualTo(100_000);
            assertThat(Machine.filesBelow(grid.home().resolve("node/work")))
                    .noneMatch(file -> file.toString().endsWith(".a1"));
            assertThat(grid.log(TestGrid.NODE)).doesNotContain("could not be removed");
            assertThat(grid.rest()
                            .get("/api/v1/nodes")
                            .json()
                            .path("nodes")
                            .path(0)
                            .path("isolation")
                            .asString())
                    .isEqualTo(rung.word());
        }
    }
}
