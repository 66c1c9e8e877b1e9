// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.Reason;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetryRulesTest {

    private static final TaskId TASK = task(1, "main", 1);

    private final Bench bench = new Bench().node("attic", 1);

    @Test
    void aTaskWithoutRetriesFailsAtItsFirstFailure() {
        JobId job = bench.submit(job("orbit", stage("main")));
        bench.fail(TASK);

        assertThat(bench.state(job)).isEqualTo(JobState.FAILED);
        assertThat(bench.started()).isEmpty();
    }

    @Test
    void theWaitGrowsWithEachFailure() {
        bench.submit(job("orbit", stage("main").retry(3)));
        for (int seconds : new int[] {5, 10, 20}) {
            bench.fail(TASK);
            assertThat(bench.last.nextWake()).contains(bench.now.plusSeconds(seconds));
            bench.wait(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(bench.started()).isEmpty();
            bench.wait(Duration.ofMillis(1));
            assertThat(bench.started()).hasSize(1);
        }
        bench.fail(TASK);

        assertThat(bench.state(TASK)).isEqualTo("failed");
        assertThat(bench.entry(TASK).attempts()).isEqualTo(4);
        assertThat(bench.stage(new JobId(1), "main").retried()).isEqualTo(3);
    }

    @Test
    void aRetryThatSucceedsIsASuccess() {
        JobId job = bench.submit(job("orbit", stage("main").retry(1)));
        bench.fail(TASK).wait(Duration.ofSeconds(5)).done(TASK);

        assertThat(bench.state(job)).isEqualTo(JobState.DONE);
    }

    static Stream<AttemptEnd> failures() {
        return Stream.of(
                new AttemptEnd.ExitCode(1),
                new AttemptEnd.Signalled(11),
                new AttemptEnd.Broken("It could not be started."),
                new AttemptEnd.TimedOut(Duration.ofMinutes(1)),
                new AttemptEnd.OutOfMemory());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyWayToFailCounts(AttemptEnd failure) {
        bench.submit(job("orbit", stage("main").retry(1)));
        bench.end(TASK, failure).wait(Duration.ofSeconds(5)).end(TASK, failure);

        assertThat(bench.state(TASK)).isEqualTo("failed");
    }

    @Test
    void aLostNodeDoesNotCount() {
        bench.submit(job("orbit", stage("main")));
        for (int times = 0; times < 5; times++) {
            bench.depart("attic").wait(GridRules.AWAY_GRACE).node("attic", 1);
            assertThat(bench.state(TASK)).isEqualTo("running");
        }
        bench.done(TASK);

        assertThat(bench.state(new JobId(1))).isEqualTo(JobState.DONE);
        assertThat(bench.entry(TASK).failures()).isZero();
        assertThat(bench.stage(new JobId(1), "main").retried()).isZero();
    }

    @Test
    void aTaskThatIsTriedAgainDoesNotHoldUpTheOthers() {
        bench.submit(job("orbit", stage("main").tasks(3).retry(1)));
        bench.fail(TASK);

        assertThat(bench.started()).containsExactly(task(1, "main", 2).attempt(1));
    }

    @Test
    void aTaskThatIsTriedAgainComesBeforeThoseNeverTried() {
        bench.submit(job("orbit", stage("main").tasks(3).retry(1)));
        bench.fail(TASK).wait(Duration.ofSeconds(6));
        bench.done(task(1, "main", 2));

        assertThat(bench.started()).containsExactly(TASK.attempt(2));
    }

    @Test
    void whoWaitsForARetryIsToldUntilWhenAndWhy() {
        JobId job = bench.submit(job("orbit", stage("main").retry(1)));
        bench.fail(TASK);

        assertThat(bench.reason(job, "main")).contains(new Reason.TriedAgain(bench.now.plusSeconds(5), "it failed"));
        assertThat(GridQueries.task(bench.machine.view(), TASK, bench.machine.plan(), bench.now)
                        .orElseThrow()
                        .reason())
                .contains(new Reason.TriedAgain(bench.now.plusSeconds(5), "exit code 1"));
    }

    @Test
    void onceTheWaitIsOverTheReasonIsWhatStandsInTheWayThen() {
        JobId retried = bench.submit(job("orbit", stage("main").retry(1)));
        bench.fail(TASK);
        bench.submit(job("other", stage("main")));
        bench.wait(Duration.ofSeconds(5));

        assertThat(bench.reason(retried, "main").orElseThrow()).isInstanceOf(Reason.NodesBusy.class);
        assertThat(bench.replayed().turn(java.util.List.of(), bench.now).snapshot())
                .isEqualTo(bench.last.snapshot());
    }

    @Test
    void aCancelledJobIsNotTriedAgain() {
        JobId job = bench.submit(job("orbit", stage("main").retry(5)));
        bench.fail(TASK);
        bench.turn(new dsg.model.GridCommand.Cancel(job));
        bench.wait(Duration.ofMinutes(1));

        assertThat(bench.state(job)).isEqualTo(JobState.CANCELLED);
        assertThat(bench.state(TASK)).isEqualTo("cancelled");
        assertThat(bench.last.nextWake()).isEmpty();
    }
}
