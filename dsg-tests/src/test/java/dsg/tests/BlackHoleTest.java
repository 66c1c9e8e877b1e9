// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Of two hosts, one lacks a program that every task of a job needs.
@Timeout(180)
class BlackHoleTest {

    private static final int TASKS = 24;

    @Test
    void aJobEndsWellThoughOneHostFailsAllThatItIsGiven() throws IOException {
        Machine.onlyInTheLongForm();
        try (LanGrid grid = LanGrid.of("attic", "cellar")) {
            LanHost attic = grid.first();
            Path tool = attic.grid().file("tools/measure", "#!/bin/sh\nsleep 0.4\necho $1 > measured.txt\n");
            Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
            attic.dsg("node", "policy", "--show", tool.getParent().toString()).expect(0);
            attic.dsg("down").expect(0);
            attic.dsg("up").expect(0);
            grid.awaitReady();

            GridJob job = attic.grid().submitFile("""
                    dsg: 1
                    name: measure
                    sweep: {grid: {i: {range: "1..%d"}}}
                    resources: {memory: 32MiB}
                    run: ["%s", "{{ i }}"]
                    out: {measured: measured.txt}
                    """.formatted(TASKS, tool));
            grid.awaitState(grid.host("cellar"), "resting");
            assertThat(attic.dsg("status").expect(0).out()).contains("resting");
            job.awaitEnd(Duration.ofMinutes(1));
            job.expect("done");
            for (int i = 1; i <= TASKS; i++) {
                assertThat(job.attempt("main", i).path("node").asString()).isEqualTo("attic");
            }

            attic.dsg("node", "unpause", "cellar").expect(0);
            grid.awaitState(grid.host("cellar"), "ready");
        }
    }
}
