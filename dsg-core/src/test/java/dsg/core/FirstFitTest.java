// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.NodeId;
import dsg.model.Reason;
import dsg.model.Request;
import dsg.model.Resources;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstFitTest {

    private static final Resources ASKS_ONE = new Resources(1000, 1024, 0, 1);

    private final Bench bench = new Bench();

    @Test
    void aNodeGetsAsManyTasksAsItsCoresAllow() {
        bench.node("attic", 4).submit(tasks(10));

        assertThat(bench.started()).hasSize(4);
        bench.done(task(1, "main", 3));
        assertThat(bench.started()).containsExactly(task(1, "main", 5).attempt(1));
    }

    @Test
    void aNodeGetsAsManyTasksAsItsMemoryAllows() {
        bench.node("attic", 4).submit(job("orbit", stage("main").tasks(10).asks(1000, 8192)));

        assertThat(bench.started()).hasSize(2);
        assertThat(bench.last.snapshot().nodes().getFirst().free()).isEqualTo(new Resources(2000, 0));
    }

    @Test
    void partsOfACoreAddUp() {
        bench.node("attic", 1).submit(job("orbit", stage("main").tasks(10).asks(250, 1)));

        assertThat(bench.started()).hasSize(4);
    }

    @Test
    void tasksGoWhereTheMostCoresAreFree() {
        bench.node("attic", 1).node("cellar", 3).submit(tasks(4));

        assertThat(placedOn()).containsExactly(id("cellar"), id("cellar"), id("attic"), id("cellar"));
    }

    @Test
    void aTaskSkipsANodeWithoutTheMemoryForIt() {
        bench.node("attic", 2);
        bench.turn(new GridCommand.Arrive(id("cellar"), Bench.facts("cellar", 8, 1024), Set.of()));
        bench.submit(job("orbit", stage("main").asks(1000, 2048)));

        assertThat(placedOn()).containsExactly(id("attic"));
    }

    @Test
    void aTaskThatAsksForAGraphicsProcessorGoesWhereOneIsFreeAndOthersWaitForIt() {
        bench.node("attic", 8);
        Resources withOne = new Resources(4000, 8192, 0, 1);
        bench.turn(new GridCommand.Arrive(
                id("cellar"), Bench.facts("cellar", 4, 8192).with(withOne), Set.of()));

        JobId job = bench.submit(job("train", stage("main").tasks(2).asks(Request.of(ASKS_ONE))));

        assertThat(placedOn()).containsExactly(id("cellar"));
        assertThat(bench.reason(job, "main"))
                .contains(new Reason.NodesBusy(ASKS_ONE, "cellar", new Resources(3000, 7168, 0, 0)));
        assertThat(new Reason.NodesBusy(ASKS_ONE, "cellar", Resources.NONE).text())
                .contains("needs cpu 1, memory 1GiB, gpu 1");
        bench.done(task(1, "main", 1));
        assertThat(placedOn()).containsExactly(id("cellar"));
    }

    @Test
    void jobsComeInTheOrderOfSubmission() {
        bench.submit(tasks(2));
        bench.submit(tasks(2));
        bench.node("attic", 3);

        assertThat(bench.started())
                .containsExactly(
                        task(1, "main", 1).attempt(1),
                        task(1, "main", 2).attempt(1),
                        task(2, "main", 1).attempt(1));
    }

    @Test
    void aGroupThatWaitsDoesNotHoldUpAnotherThatFits() {
        bench.node("attic", 2);
        JobId large = bench.submit(job("large", stage("main").asks(8000, 1)));
        bench.submit(job("small", stage("main").asks(1000, 1)));

        assertThat(bench.started()).containsExactly(task(2, "main", 1).attempt(1));
        assertThat(bench.reason(large, "main").orElseThrow()).isInstanceOf(Reason.TooLarge.class);
    }

    @Test
    void smallTasksFillWhatLargeOnesLeave() {
        bench.node("attic", 3);
        bench.submit(job("large", stage("main").tasks(2).asks(2000, 1)));
        bench.submit(job("small", stage("main").tasks(2).asks(500, 1)));

        assertThat(bench.started()).hasSize(2);
        assertThat(bench.last.snapshot().nodes().getFirst().free().cpuMilli()).isZero();
    }

    @Test
    void aTaskThatAsksForNothingFitsAnywhere() {
        bench.node("attic", 1).submit(tasks(1));
        bench.submit(job("free", stage("main").tasks(3).asks(0, 0)));

        assertThat(bench.started()).hasSize(3);
    }

    @Test
    void withoutANodeThatIsTheReason() {
        JobId job = bench.submit(tasks(1));

        assertThat(bench.reason(job, "main")).contains(new Reason.NoNode());
        bench.node("attic", 1);
        assertThat(bench.reason(job, "main")).isEmpty();
        JobId next = bench.submit(tasks(1));
        bench.depart("attic");
        assertThat(bench.reason(next, "main")).contains(new Reason.NoNode());
    }

    @Test
    void whatIsTooLargeForEveryNodeNamesTheLargest() {
        bench.node("attic", 2).node("cellar", 4);
        JobId job = bench.submit(job("orbit", stage("main").asks(8000, 1)));

        assertThat(bench.reason(job, "main"))
                .contains(new Reason.TooLarge(new Resources(8000, 1), "cellar", new Resources(4000, 16384)));
        assertThat(bench.reason(job, "main").orElseThrow().text())
                .isEqualTo("no node is that large: needs cpu 8, memory 1MiB; largest: cellar (cpu 4, memory 16GiB)");
    }

    @Test
    void whatFitsALargerNodeThatIsBusyNamesIt() {
        bench.node("attic", 1).node("cellar", 4).submit(tasks(4));
        JobId job = bench.submit(job("orbit", stage("main").asks(2000, 1)));

        assertThat(bench.reason(job, "main"))
                .contains(new Reason.NodesBusy(new Resources(2000, 1), "cellar", new Resources(1000, 14848)));
    }

    @Test
    void everyTaskOfAGroupWaitsForTheSameReason() {
        bench.node("attic", 1);
        JobId first = bench.submit(tasks(5));
        JobId second = bench.submit(tasks(5));

        assertThat(bench.reason(first, "main")).isEqualTo(bench.reason(second, "main"));
        assertThat(bench.last.snapshot().waiting().requests()).hasSize(1);
    }

    @Test
    void aPlanChangesNothing() {
        bench.node("attic", 2).submit(tasks(1));
        GridView view = bench.machine.view();

        assertThat(new FirstFit().plan(view, new DataPlaces(), bench.now))
                .isEqualTo(new FirstFit().plan(view, new DataPlaces(), bench.now));
    }

    private List<NodeId> placedOn() {
        return bench.machine.plan().placements().stream()
                .map(Plan.Placement::node)
                .toList();
    }
}
