// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What came to an end, and where.
class TallyTest {

    private static final TaskId FIRST = task(1, "main", 1);
    private static final TaskId SECOND = task(1, "main", 2);

    private final Bench bench = new Bench().node("attic", 1);

    private Tally tally() {
        return Tally.of(bench.last.events(), bench.machine.view());
    }

    private List<String> on(String node, int from, int limit) {
        return NodeQueries.tasks(bench.machine.view(), id(node), true, true, from, limit)
                .orElseThrow()
                .attempts()
                .stream()
                .map(on -> on.id().toString())
                .toList();
    }

    @Test
    void whatEndsIsCountedForTheGridAndForItsNode() {
        bench.submit(tasks(2));
        assertThat(tally()).isEqualTo(Tally.NONE);

        bench.done(FIRST);
        assertThat(tally().all().done()).isEqualTo(1);
        assertThat(tally().all().cpu()).isEqualTo(Duration.ofMillis(1));
        assertThat(tally().nodes()).containsEntry(id("attic"), new Tally.OfNode(1, 0, 0));
        assertThat(tally().users().values())
                .containsExactly(new Tally.OfUser(1, 0, 0, Duration.ofMillis(1), Duration.ZERO));

        bench.fail(SECOND);
        assertThat(tally().all().failed()).isEqualTo(1);
        assertThat(tally().all().done()).isZero();
        assertThat(tally().nodes()).containsEntry(id("attic"), new Tally.OfNode(0, 1, 0));
    }

    @Test
    void whatANodeGivesUpBeforeItsEndIsGivenBackAndFailsNobody() {
        bench.submit(tasks(1));
        bench.end(FIRST, new AttemptEnd.Lost("its owner needs the machine"));

        assertThat(tally().all().failed()).isZero();
        assertThat(tally().retried()).isZero();
        assertThat(tally().nodes()).containsEntry(id("attic"), new Tally.OfNode(0, 0, 1));
    }

    @Test
    void whatWasNeverBegunIsNotGivenBack() {
        bench.submit(tasks(1));
        bench.end(FIRST, new AttemptEnd.Cancelled(), Duration.ZERO);

        assertThat(tally().nodes()).containsEntry(id("attic"), new Tally.OfNode(0, 0, 0));
    }

    @Test
    void whatIsReusedSavesWhatItHadUsed() {
        bench.submit(job("orbit", stage("main").makes(new dsg.model.Output("out", "o.txt", false, ""))));
        bench.done(FIRST, "out", "result");
        bench.turn(new dsg.model.GridCommand.Submit(
                job("orbit", stage("main").makes(new dsg.model.Output("out", "o.txt", false, ""))),
                new dsg.model.Submission("job.yaml", "", "again", java.util.Optional.of(FIRST.job()))));

        assertThat(tally().all().cached()).isEqualTo(1);
        assertThat(tally().all().saved()).isEqualTo(Duration.ofSeconds(1));
        assertThat(tally().all().done()).isZero();
    }

    @Test
    void aNodeKnowsWhatItRunsAndWhatEndedOnItLastNewestFirst() {
        bench.submit(tasks(3));
        bench.done(FIRST).fail(SECOND);

        assertThat(on("attic", 0, 10)).containsExactly("1.main.3.a1", "1.main.2.a1", "1.main.1.a1");
        assertThat(on("attic", 1, 1)).containsExactly("1.main.2.a1");
        assertThat(NodeQueries.tasks(bench.machine.view(), id("attic"), true, true, 1, 1)
                        .orElseThrow()
                        .next())
                .isEqualTo(OptionalInt.of(2));
        assertThat(NodeQueries.tasks(bench.machine.view(), id("nowhere"), true, true, 0, 1))
                .isEmpty();
    }

    @Test
    void ofANodesTasksOnlySoManyAreRemembered() {
        bench.submit(tasks(Lately.MOST + 20));
        for (int number = 1; number <= Lately.MOST + 20; number++) {
            bench.done(task(1, "main", number));
        }

        assertThat(on("attic", 0, 1_000)).hasSize(Lately.MOST).startsWith("1.main." + (Lately.MOST + 20) + ".a1");
    }
}
