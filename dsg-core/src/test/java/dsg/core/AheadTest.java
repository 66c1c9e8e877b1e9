// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.core.GridSnapshot.NodeView;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.JobId;
import dsg.model.Reason;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Full nodes are sent short tasks ahead, and give back what they do not come to.
class AheadTest {

    private final Bench bench = new Bench();

    private void done(int number, Duration wall) {
        bench.end(task(1, "main", number), new AttemptEnd.Done(), wall);
    }

    private NodeView attic() {
        return bench.last.snapshot().nodes().getFirst();
    }

    private List<AttemptId> recalled() {
        return bench.last.effects().stream()
                .filter(GridEffect.Recall.class::isInstance)
                .map(effect -> ((GridEffect.Recall) effect).attempt())
                .toList();
    }

    @Test
    void aFullNodeIsSentAsManyShortTasksAsItGetsDoneInATenthOfASecond() {
        bench.node("attic", 2).submit(tasks(100));
        assertThat(bench.started()).hasSize(2);

        done(1, Duration.ofMillis(20));

        assertThat(bench.started()).hasSize(1 + 2 * 5);
        assertThat(attic().running()).isEqualTo(2);
        assertThat(attic().free().cpuMilli()).isZero();
    }

    @Test
    void tasksOfNoTimeAtAllAreSentUpToALimit() {
        bench.node("attic", 2).submit(tasks(100));

        done(1, Duration.ZERO);

        assertThat(bench.started()).hasSize(1 + 2 * FirstFit.AHEAD_MOST_A_SLOT);
        assertThat(bench.reason(task(1, "main", 1).job(), "main")).get().isInstanceOf(Reason.NodesBusy.class);
    }

    @Test
    void longTasksAreNotSentAhead() {
        bench.node("attic", 2).submit(tasks(100));

        done(1, Duration.ofMillis(101));

        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void oneTaskThatTookLongIsRememberedForAWhile() {
        bench.node("attic", 1).submit(tasks(100));
        done(1, Duration.ofMillis(50));
        done(2, Duration.ofSeconds(10));

        assertThat(bench.started()).isEmpty();
    }

    @Test
    void whatIsSentAheadTakesNoRoomFromOthers() {
        bench.node("attic", 3).submit(job("pairs", stage("main").tasks(10).asks(2000, 1)));
        done(1, Duration.ofMillis(50));
        assertThat(attic().free().cpuMilli()).isEqualTo(1000);

        bench.submit(tasks(1));

        assertThat(bench.started()).containsExactly(task(2, "main", 1).attempt(1));
        assertThat(attic().free().cpuMilli()).isZero();
    }

    @Test
    void aNodeOnWhichNothingEndsGivesBackWhatItWasSentAhead() {
        bench.node("attic", 1).submit(tasks(4));
        done(1, Duration.ofMillis(50));
        assertThat(bench.started()).hasSize(3);

        bench.wait(Duration.ofMillis(900));
        assertThat(recalled()).isEmpty();
        assertThat(bench.last.nextWake()).contains(bench.now.plusMillis(100));
        bench.wait(Duration.ofMillis(100));

        TaskId third = task(1, "main", 3);
        assertThat(recalled())
                .containsExactly(third.attempt(1), task(1, "main", 4).attempt(1));
        assertThat(bench.last.nextWake()).contains(bench.now.plusSeconds(1));
        bench.node("cellar", 1);
        bench.end(third, new AttemptEnd.Cancelled(), Duration.ZERO);
        assertThat(bench.started()).containsExactly(third.attempt(2));
        assertThat(bench.nodeOf(third)).isEqualTo(id("cellar"));
    }

    @Test
    void whatANodeWasSentAheadIsLostWithIt() {
        bench.node("attic", 1).submit(tasks(3));
        done(1, Duration.ofMillis(50));
        bench.depart("attic").node("cellar", 2).wait(GridRules.AWAY_GRACE);

        assertThat(bench.started())
                .containsExactlyInAnyOrder(
                        task(1, "main", 2).attempt(2), task(1, "main", 3).attempt(2));
    }

    @Test
    void aNodeThatComesBackLargerHasRoomForWhatItWasSentAhead() {
        bench.node("attic", 1).submit(tasks(3));
        done(1, Duration.ofMillis(50));
        assertThat(attic().running()).isEqualTo(1);

        bench.arrive(
                "attic", 2, task(1, "main", 2).attempt(1), task(1, "main", 3).attempt(1));

        assertThat(attic().running()).isEqualTo(2);
    }

    @Test
    void aReplayedJournalKnowsWhatWasSentAhead() {
        bench.node("attic", 1).submit(tasks(10));
        done(1, Duration.ofMillis(20));

        NodeLedger attic = bench.replayed().view().node(id("attic")).orElseThrow();

        assertThat(attic.sentAhead()).isEqualTo(5);
        assertThat(attic.running()).isEqualTo(1);
    }

    @Test
    void whatWasSentAheadOfAPausedJobIsGivenBack() {
        bench.node("attic", 2).submit(tasks(100));
        done(1, Duration.ofMillis(20));

        bench.turn(new GridCommand.Pause(new JobId(1)));
        assertThat(recalled()).hasSize(2 * 5);
    }
}
