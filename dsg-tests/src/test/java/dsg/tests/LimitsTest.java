// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a task may take of the machine, in every rung: it ends at its limit, alone, and that is told.
@Timeout(400)
class LimitsTest {

    /// Half a million files are made, and gone again, at the lowest priority that there is.
    private static final Duration SLOW = Duration.ofMinutes(5);

    /// The control groups of this grid's node, where this machine lets it make any; else the test is skipped.
    private static List<Path> groups(TestGrid grid) {
        long node = grid.awaitPid(TestGrid.NODE);
        try (Stream<Path> folders = Files.find(
                Path.of("/sys/fs/cgroup"),
                8,
                (path, _) -> path.getFileName().toString().startsWith("dsg-" + node + "-"))) {
            List<Path> found = folders.toList();
            assumeTrue(!found.isEmpty(), "SKIPPED: this machine does not let nodes make control groups");
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GridJob submit(Rung rung, String memory, String script) {
        return rung.grid().submit("""
                dsg: 1
                name: limits
                resources: {memory: %s}
                run: |
                %s
                """.formatted(memory, script.indent(2)));
    }

    @ParameterizedTest
    @EnumSource
    void oneThatUsesMoreMemoryThanItAskedForEndsAloneAndThatIsTold(Rung rung) {
        Machine.needsPython();
        GridJob modest =
                submit(rung, "100MiB", "echo begun; sleep 3; echo well").awaitPrinted("main", 1, "begun");
        groups(rung.grid());
        GridJob hog = submit(rung, "64MiB", "exec /usr/bin/python3 -c 'held = bytearray(300_000_000)'")
                .awaitEnd();

        assertThat(hog.attempt().path("end").asString()).isEqualTo("out-of-memory");
        assertThat(hog.why()).isEqualTo("used more memory than it asked for");
        assertThat(modest.expect("done").out()).endsWith("well\n");
    }

    @ParameterizedTest
    @EnumSource
    void oneThatMakesAMillionFilesIsEndedAndThatIsTold(Rung rung) {
        Machine.onlyInTheLongForm();
        Machine.needsPython();
        GridJob maker = submit(rung, "512MiB", """
                exec /usr/bin/python3 -c 'import os
                for i in range(1_000_000):
                    if i % 1000 == 0: os.mkdir(str(i))
                    os.close(os.open("%d/%d" % (i // 1000 * 1000, i), os.O_CREAT))'
                """).awaitEnd(SLOW);
        assertThat(maker.why()).startsWith("it has made more than 500,000 files");
    }

    @ParameterizedTest
    @EnumSource
    void aForkBombEndsAtTheLimitAndThatIsTold(Rung rung) {
        Machine.needsPython();
        GridJob first = submit(rung, "100MiB", "echo begun; sleep 1").awaitPrinted("main", 1, "begun");
        groups(rung.grid());
        first.expect("done");

        GridJob bomb = submit(rung, "512MiB", """
                exec /usr/bin/python3 -c 'import os, time
                for i in range(3000):
                    if os.fork() == 0: time.sleep(1000)'
                """).awaitEnd(SLOW);

        assertThat(bomb.why()).startsWith("exit code 1: it wanted more than 1024 processes and threads at once");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsFrozenDoesNotOutliveANodeThatIsKilled(Rung rung) {
        String sleeper = "3000." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);
        TestGrid grid = rung.grid();
        GridJob job = submit(rung, "100MiB", """
                setsid sleep %1$s &
                echo begun
                sleep %1$s
                """.formatted(sleeper)).awaitPrinted("main", 1, "begun");
        for (Path group : groups(grid)) {
            freeze(group);
        }

        grid.kill(TestGrid.NODE);

        await("nothing of it")
                .atMost(Duration.ofSeconds(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Machine.processesSaying(sleeper).isEmpty());
        job.cancel();
        grid.up();
        job.expect("cancelled");
    }

    private static void freeze(Path group) {
        try {
            for (String[] file : new String[][] {{"cgroup.freeze", "1"}, {"freezer.state", "FROZEN"}}) {
                if (Files.exists(group.resolve(file[0]))) {
                    Files.writeString(group.resolve(file[0]), file[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
