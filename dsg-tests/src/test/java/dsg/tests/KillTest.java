// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `kill -9` of anything, at any moment: the answer is the same, and nothing is counted twice.
@Timeout(600)
class KillTest {

    private static final Duration RUN = Duration.ofMinutes(8);

    /// Waits until this many tasks of job 1 are done, while the coordinator comes and goes.
    private static void awaitDone(TestGrid grid, int tasks) {
        await(tasks + " tasks are done")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions() // it may be away, or not have the job yet
                .until(() -> grid.rest()
                                .get("/api/v1/jobs/1")
                                .json()
                                .path("tasks")
                                .path("done")
                                .asInt()
                        >= tasks);
    }

    @Test
    void theExampleFindsTheSameMergerWhateverIsKilled() {
        Machine.onlyInTheLongForm(); // the short form has the hail of kills
        byte[] undisturbed = Gw150914.undisturbed().peak();
        try (TestGrid grid = TestGrid.withEmptyHome()) {
            Command run = grid.type("run", Gw150914.JOB.toString());
            awaitDone(grid, 2);
            grid.kill(TestGrid.COORDINATOR);
            awaitDone(grid, 6);
            grid.kill(TestGrid.NODE);
            awaitDone(grid, 12);
            grid.kill(TestGrid.COORDINATOR);
            grid.kill(TestGrid.NODE);
            run.awaitEnd(RUN).expect(0);

            assertThat(grid.folder().resolve("dsg-results/1/combine/peak.json")).hasBinaryContent(undisturbed);
            JournalReader journal = JournalReader.of(grid);
            journal.expectEachDecidedOnce(1, Gw150914.TASKS);
            assertThat(journal.lost()).isPositive();
        }
    }

    /// Squares the numbers from 1 on, one task each, and adds them up.
    private static Path squares(TestGrid grid, int numbers, double seconds) {
        return grid.file("squares.yaml", """
                dsg: 1
                name: squares
                stages:
                  square:
                    sweep: {grid: {n: {range: "1..%d"}}}
                    run: sleep %s; echo $(({{ n }} * {{ n }})) > square.txt
                    out: {square: square.txt}
                  sum:
                    in: {squares: {from: square.square, as: list}}
                    run: xargs cat < {{ in.squares }} | awk '{s += $1} END {print NR, s}' > sum.txt
                    out: {sum: {path: sum.txt, show: true}}
                """.formatted(numbers, seconds));
    }

    private static String sum(int numbers) {
        return numbers + " "
                + LongStream.rangeClosed(1, numbers).map(n -> n * n).sum() + "\n";
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Machine.ALL ? 5 : 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSweepAddsUpThroughAHailOfKills(long seed) {
        int numbers = Machine.ALL ? 300 : 40;
        int kills = Machine.ALL ? 20 : 3;
        SplittableRandom dice = new SplittableRandom(seed);
        try (TestGrid grid = TestGrid.create()) {
            long begun = System.nanoTime();
            Command run = grid.type("run", squares(grid, numbers, 0.2).toString());
            grid.awaitPid(TestGrid.NODE);
            // A machine that is slow to start what was killed gets its kills more slowly, too.
            double pace = Math.max(1, (System.nanoTime() - begun) / 3e9);
            for (int i = 0; i < kills && !endsWithin(run, (int) (dice.nextInt(300, 4_000) * pace)); i++) {
                int which = dice.nextInt(3);
                if (which != 0) {
                    killIfThere(grid, TestGrid.COORDINATOR);
                }
                if (which != 1) {
                    killIfThere(grid, TestGrid.NODE);
                }
            }
            run.awaitEnd(RUN).expect(0);

            assertThat(grid.folder().resolve("dsg-results/1/sum/sum.txt")).hasContent(sum(numbers));
            JournalReader.of(grid).expectEachDecidedOnce(1, numbers + 1);
        }
    }

    private static boolean endsWithin(Command run, int millis) {
        try {
            return run.process().waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    private static void killIfThere(TestGrid grid, String kind) {
        grid.pid(kind).ifPresent(Machine::kill);
    }

    @Test
    @OnlyInTheLongForm
    void whatIsKilledAsSoonAsItIsThereIsStartedAgain() {
        try (TestGrid grid = TestGrid.create()) {
            Command run = grid.type("run", squares(grid, 2, 0).toString());
            grid.kill(TestGrid.COORDINATOR);
            grid.kill(TestGrid.NODE);
            run.awaitEnd(RUN).expect(0);

            assertThat(grid.folder().resolve("dsg-results/1/sum/sum.txt")).hasContent(sum(2));
        }
    }

    @Test
    @OnlyInTheLongForm
    void aJobGoesOnWhenWhoeverWatchesItIsKilled() {
        try (TestGrid grid = TestGrid.create()) {
            Command run = grid.type("run", squares(grid, 8, 0.3).toString());
            awaitDone(grid, 3);
            run.kill();
            new GridJob(grid, 1).expect("done");
            grid.dsg("get", "1", "--out", "fetched").expect(0);

            assertThat(grid.folder().resolve("fetched/sum/sum.txt")).hasContent(sum(8));
            JournalReader.of(grid).expectEachDecidedOnce(1, 9);
            if (Machine.ALL) {
                awaitGone(grid); // a quarter of a minute after nobody needs it any more
            }
        }
    }

    private static void awaitGone(TestGrid grid) {
        await("the end of a grid that nobody needs")
                .atMost(Duration.ofSeconds(45))
                .until(() -> grid.pid(TestGrid.COORDINATOR).isEmpty()
                        && grid.pid(TestGrid.NODE).isEmpty());
    }

    /// Its task ends while the node hangs; by the time the node wakes, the task has been given up for lost.
    @Test
    void whatANodeSaysThatHungForTooLongDoesNotCount() {
        Machine.onlyInTheLongForm();
        try (TestGrid grid = TestGrid.create().up()) {
            GridJob job = grid.submit("dsg: 1\nname: hung\nrun: sleep 2; echo attempt $DSG_ATTEMPT\n");
            await().atMost(Duration.ofSeconds(20)).until(() -> job.state().equals("running"));
            long node = grid.awaitPid(TestGrid.NODE);
            Machine.signal(node, "STOP");
            await("the loss of the task")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> job.attempt().path("end").asString("").equals("lost"));
            Machine.signal(node, "CONT");

            assertThat(job.expect("done").out()).isEqualTo("attempt 2\n");
            JournalReader.of(grid).expectEachDecidedOnce(job.id(), 1);
        }
    }
}
