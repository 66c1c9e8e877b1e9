// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// A task's processes, in every rung: all of them are gone when the task is over, and what they used is told.
/// What takes long is tried in all rungs at once.
@Timeout(120)
class ProcessTreeTest {

    /// Everything that a task started is gone this soon after its own command.
    private static final Duration SOON = Duration.ofSeconds(10);

    /// A time to sleep that no other process on this machine has, so that sleepers can be found: 3000.123456789.
    private static String sleeper() {
        return "3000." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);
    }

    private static void awaitSleepers(String sleeper, int number) {
        await("sleepers")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> sleepers(sleeper) >= number);
    }

    /// Not the sandboxes' keepers, and not the shells that mention them.
    private static long sleepers(String sleeper) {
        return Machine.processesSaying(sleeper).stream()
                // A process that has gone meanwhile has no arguments any more.
                .filter(pid -> Machine.arguments(pid).stream()
                        .findFirst()
                        .filter("sleep"::equals)
                        .isPresent())
                .count();
    }

    private static void awaitGone(String sleeper, Duration patience) {
        await("no process that mentions " + sleeper)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> assertThat(Machine.processesSaying(sleeper)).isEmpty());
    }

    private static GridJob submit(Rung rung, String more, String script) {
        return rung.grid().submit("""
                dsg: 1
                name: tree
                %s
                run: |
                %s
                """.formatted(more, script.indent(2)));
    }

    @ParameterizedTest
    @EnumSource
    void whatItLeftBehindIsGone(Rung rung) {
        String sleeper = sleeper();
        GridJob job = submit(rung, "", """
                setsid sleep %1$s &
                (sleep %1$s &)
                (setsid sh -c 'sleep %1$s & cd /; exec setsid sleep %1$s' &)
                nohup sleep %1$s > /dev/null 2>&1 &
                sh -c "trap '' TERM INT HUP; sleep %1$s; sleep %1$s" &
                while [ "$(cat /proc/[0-9]*/cmdline 2> /dev/null | tr -d '\\0' | grep -o 'sleep%1$s' | wc -l)" -lt 6 ]; do
                    sleep 0.05
                done
                echo six
                """.formatted(sleeper)).expect("done");

        awaitGone(sleeper, SOON);
        assertThat(job.out()).isEqualTo("six\n");
    }

    /// Where no other task runs; beside others, one such plain process is found when the last of them has ended.
    @ParameterizedTest
    @EnumSource
    void soIsWhatHasShedEverythingThatCouldTellWhoseItIs(Rung rung) {
        String sleeper = sleeper();
        submit(rung, "", """
                (env -i /usr/bin/setsid /bin/sh -c 'cd /; exec /bin/sleep %s' &)
                sleep 0.3
                """.formatted(sleeper)).expect("done");

        awaitGone(sleeper, SOON);
    }

    @ParameterizedTest
    @EnumSource
    void itEndsWithItsOwnCommandThoughSomethingHoldsItsOutput(Rung rung) {
        String sleeper = sleeper();
        GridJob job = submit(rung, "", "sleep %s & echo over".formatted(sleeper))
                .awaitEnd(Duration.ofSeconds(10))
                .expect("done");

        awaitGone(sleeper, SOON);
        assertThat(job.out()).isEqualTo("over\n");
        assertThat(job.attempt().path("wall_s").asDouble()).isLessThan(5);
    }

    @Test
    void oneThatDoesNotWantToEndIsEndedAtItsTimeLimit() {
        Rung.each(ProcessTreeTest::oneThatDoesNotWantToEndIsEndedAtItsTimeLimit);
    }

    private static void oneThatDoesNotWantToEndIsEndedAtItsTimeLimit(Rung rung) {
        String sleeper = sleeper();
        GridJob job = submit(rung, "time: 1s", """
                trap '' TERM INT HUP
                setsid sleep %1$s &
                echo "I stay"
                while :; do sleep %1$s; done
                """.formatted(sleeper)).expect("failed");

        awaitGone(sleeper, SOON);
        assertThat(job.attempt().path("end").asString()).isEqualTo("timed-out");
        assertThat(job.why()).isEqualTo("ran longer than its limit of 1s");
        assertThat(job.attempt().path("wall_s").asDouble()).isBetween(1.0, 9.0);
        assertThat(job.out()).isEqualTo("I stay\n");
    }

    @Test
    void itIsAskedToEndBeforeItIsEnded() {
        Rung.each(ProcessTreeTest::itIsAskedToEndBeforeItIsEnded);
    }

    private static void itIsAskedToEndBeforeItIsEnded(Rung rung) {
        GridJob job = submit(rung, "time: 3s", """
                trap 'echo "last words"; exit 0' TERM
                while :; do sleep 0.1; done
                """).expect("failed");

        assertThat(job.out()).isEqualTo("last words\n");
        assertThat(job.attempt().path("end").asString()).isEqualTo("timed-out");
        assertThat(job.attempt().path("wall_s").asDouble()).isLessThan(7);
    }

    @Test
    @OnlyInTheLongForm
    void nothingIsLeftOfManyThatForkOnAndOn() {
        Rung.each(ProcessTreeTest::nothingIsLeftOfManyThatForkOnAndOn);
    }

    /// Two hundred in sessions of their own; ten of them make new ones for as long as they live.
    private static void nothingIsLeftOfManyThatForkOnAndOn(Rung rung) {
        String sleeper = sleeper();
        submit(rung, "", """
                i=0
                while [ $i -lt 190 ]; do (setsid sleep %1$s &); i=$((i + 1)); done
                while [ $i -lt 200 ]; do
                    (setsid sh -c 'trap "" TERM HUP INT; while :; do (setsid sleep %1$s &); sleep 0.1; done' &)
                    i=$((i + 1))
                done
                sleep 1
                """.formatted(sleeper)).expect("done");

        awaitGone(sleeper, SOON);
    }

    @Test
    void cancelEndsAlsoWhatDoesNotWantToEnd() {
        Rung.each(ProcessTreeTest::cancelEndsAlsoWhatDoesNotWantToEnd);
    }

    private static void cancelEndsAlsoWhatDoesNotWantToEnd(Rung rung) {
        String sleeper = sleeper();
        GridJob job = submit(rung, "", "trap '' TERM INT HUP; while :; do sleep %s; done".formatted(sleeper));
        awaitSleepers(sleeper, 1);

        job.cancel();

        awaitGone(sleeper, Duration.ofSeconds(9));
        job.expect("cancelled");
    }

    @ParameterizedTest
    @EnumSource
    void cancelEndsEverythingWithinSeconds(Rung rung) {
        String sleeper = sleeper();
        GridJob job = submit(rung, "", """
                setsid sleep %1$s &
                (sleep %1$s &)
                sleep %1$s
                """.formatted(sleeper));
        awaitSleepers(sleeper, 3);

        job.cancel();

        awaitGone(sleeper, SOON);
        job.expect("cancelled");
    }

    @Test
    void nothingOutlivesANodeThatIsKilled() {
        Rung.each(ProcessTreeTest::nothingOutlivesANodeThatIsKilled);
    }

    private static void nothingOutlivesANodeThatIsKilled(Rung rung) {
        String sleeper = sleeper();
        TestGrid grid = rung.grid();
        GridJob job = submit(rung, "", """
                trap '' TERM
                setsid sleep %1$s &
                (setsid sh -c 'cd /; exec sleep %1$s' &)
                (sleep %1$s &)
                sleep %1$s
                """.formatted(sleeper));
        awaitSleepers(sleeper, 4);

        grid.kill(TestGrid.NODE);

        awaitGone(sleeper, SOON);
        job.cancel();
        grid.up();
        job.expect("cancelled");
        awaitGone(sleeper, SOON);
    }

    @ParameterizedTest
    @EnumSource
    void itsExitCodeIsTold(Rung rung) {
        GridJob job = submit(rung, "", "exit 3").expect("failed");

        assertThat(job.attempt().path("end").asString()).isEqualTo("failed");
        assertThat(job.why()).isEqualTo("exit code 3");
    }

    @ParameterizedTest
    @EnumSource
    void theSignalThatEndedItIsTold(Rung rung) {
        assertThat(submit(rung, "", "kill -SEGV $$").expect("failed").why()).isEqualTo("ended by signal 11");
    }

    @Test
    void theProcessorTimeOfTheWholeTreeIsTold() {
        Machine.needsPython();
        Rung.each(ProcessTreeTest::theProcessorTimeOfTheWholeTreeIsTold);
    }

    private static void theProcessorTimeOfTheWholeTreeIsTold(Rung rung) {
        // Half a second in a child, half in an orphan.
        String burn = "import time\nwhile time.process_time() < 0.5: pass\n".replace("\n", "\\n");
        GridJob job = submit(rung, "", """
                printf '%s' > burn.py
                python3 burn.py
                (setsid sh -c 'python3 burn.py; touch burnt' &)
                while [ ! -e burnt ]; do sleep 0.05; done
                """.formatted(burn)).expect("done");

        assertThat(job.attempt().path("cpu_s").asDouble()).isBetween(0.5, 3.0);
    }

    @Test
    void itsPeakMemoryIsTold() {
        Machine.needsPython();
        Rung.each(ProcessTreeTest::itsPeakMemoryIsTold);
    }

    private static void itsPeakMemoryIsTold(Rung rung) {
        // Plain processes are looked at once a second only.
        GridJob job = submit(rung, "", """
                python3 -c "import time; held = b'x' * 200_000_000; time.sleep(2.5)"
                """).expect("done");
        Finished explained =
                rung.grid().dsg("explain", job.id() + ".main.1", "--json").expect(0);

        JsonNode attempt = explained.json().path("attempts").path(0);
        assertThat(attempt.path("peak_memory_mib").asLong()).isBetween(150L, 400L);
        assertThat(attempt.path("wall_s").asDouble()).isBetween(2.5, 30.0);
    }
}
