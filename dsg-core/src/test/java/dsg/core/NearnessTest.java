// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.NodeId;
import dsg.model.Reason;
import dsg.model.Sweep;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Attic and cellar have one core each, and bring 100 MB a second.
class NearnessTest {

    private static final long GIB = 1L << 30;
    private final Bench bench = new Bench().node("attic", 1).node("cellar", 1);

    private static Artefact content(String name, long bytes) {
        return new Artefact(Digest.of(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)), bytes);
    }

    private static Input.LocalFile file(String name, long bytes) {
        return new Input.LocalFile(name, content(name, bytes));
    }

    private static Input input(String name, long bytes) {
        return new Input.Local(name, name, List.of(file(name, bytes)));
    }

    private void holds(String node, String... names) {
        List<Digest> taken =
                List.of(names).stream().map(name -> content(name, 1).digest()).toList();
        bench.turn(new GridCommand.Hold(id(node), taken, List.of(), OptionalLong.empty()));
    }

    private NodeId placedOn(JobId job, int number) {
        return bench.nodeOf(task(job.number(), "main", number));
    }

    @Test
    void aTaskGoesWhereItsDataAreThoughAnotherNodeHasMoreCores() {
        bench.node("den", 8);
        holds("cellar", "sky.fits");

        JobId job = bench.submit(job("orbit", stage("main").takes(input("sky.fits", GIB))));

        assertThat(placedOn(job, 1)).isEqualTo(id("cellar"));
    }

    @Test
    void whatIsBroughtInNoTimeDoesNotDecide() {
        bench.node("den", 8);
        holds("cellar", "small.csv");

        JobId job = bench.submit(job("orbit", stage("main").takes(input("small.csv", 5 << 20))));

        assertThat(placedOn(job, 1)).isEqualTo(id("den"));
    }

    @Test
    void aTaskWaitsForTheNodeThatHasItsDataIfThatIsSoonerFree() {
        JobId job = bench.submit(ownFiles(3, GIB));
        holds("attic", "f1", "f3");
        bench.now = bench.now.plusSeconds(2);
        bench.end(task(1, "main", 2), new AttemptEnd.Done(), Duration.ofSeconds(3));

        assertThat(bench.started()).isEmpty();
        assertThat(bench.reason(job, "main")).contains(new Reason.NearData("attic", GIB, Duration.ofMillis(10_737)));
        assertThat(bench.last.nextWake()).contains(bench.now.plusMillis(500));

        bench.end(task(1, "main", 1), new AttemptEnd.Done(), Duration.ofSeconds(3));
        assertThat(placedOn(job, 3)).isEqualTo(id("attic"));
    }

    @Test
    void itDoesNotWaitIfToBringTheDataIsQuicker() {
        JobId job = bench.submit(ownFiles(3, GIB));
        holds("attic", "f1", "f3");
        bench.end(task(1, "main", 2), new AttemptEnd.Done(), Duration.ofSeconds(60));

        assertThat(placedOn(job, 3)).isEqualTo(id("cellar"));
    }

    @Test
    void aFastCableMakesItWaitLess() {
        JobId job = bench.submit(ownFiles(3, GIB));
        holds("attic", "f1", "f3");
        bench.turn(new GridCommand.Hold(id("cellar"), List.of(), List.of(), OptionalLong.of(2_000_000_000)));
        bench.now = bench.now.plusSeconds(1);
        bench.end(task(1, "main", 2), new AttemptEnd.Done(), Duration.ofSeconds(3));

        assertThat(placedOn(job, 3)).isEqualTo(id("cellar"));
    }

    @Test
    void itWaitsNoLongerOnceTheOtherRunsMuchLongerThanUsual() {
        JobId job = bench.submit(ownFiles(3, GIB));
        holds("attic", "f1", "f3");
        bench.now = bench.now.plusSeconds(2);
        bench.end(task(1, "main", 2), new AttemptEnd.Done(), Duration.ofSeconds(3));
        assertThat(bench.started()).isEmpty();

        bench.wait(Duration.ofSeconds(10));
        assertThat(bench.started()).isEmpty();
        bench.wait(Duration.ofSeconds(3));
        assertThat(placedOn(job, 3)).isEqualTo(id("cellar"));
    }

    @Test
    void aTaskWhoseDataAreOnAFreeNodeOvertakesThoseThatWait() {
        JobId job = bench.submit(ownFiles(5, GIB));
        holds("attic", "f1", "f3", "f4");
        holds("cellar", "f2", "f5");
        bench.now = bench.now.plusSeconds(2);
        bench.end(task(1, "main", 2), new AttemptEnd.Done(), Duration.ofSeconds(3));

        assertThat(placedOn(job, 5)).isEqualTo(id("cellar"));
        assertThat(bench.state(task(1, "main", 3))).isEqualTo("waiting");
    }

    @Test
    void whatAllTakeIsNotBroughtForTheLastFew() {
        holds("attic", "sky.fits");
        JobId job = bench.submit(sharing(4));
        bench.now = bench.now.plusSeconds(2);
        bench.end(task(1, "main", 2), new AttemptEnd.Done(), Duration.ofSeconds(3));

        assertThat(bench.started()).isEmpty();
        assertThat(bench.reason(job, "main").orElseThrow()).isInstanceOf(Reason.NearData.class);
    }

    @Test
    void whatAllTakeIsBroughtIfTheQueueIsLongerThanThatTakes() {
        holds("attic", "sky.fits");
        JobId job = bench.submit(sharing(30));
        bench.now = bench.now.plusSeconds(2);
        bench.end(task(1, "main", 2), new AttemptEnd.Done(), Duration.ofSeconds(3));

        assertThat(placedOn(job, 3)).isEqualTo(id("cellar"));
    }

    @Test
    void whatANodeHadBeforeItArrivedAnewIsForgotten() {
        bench.node("den", 8);
        holds("cellar", "sky.fits");
        bench.depart("cellar").arrive("cellar", 1);

        JobId job = bench.submit(job("orbit", stage("main").takes(input("sky.fits", GIB))));

        assertThat(placedOn(job, 1)).isEqualTo(id("den"));
    }

    private static dsg.model.JobSpec ownFiles(int count, long bytes) {
        List<Input.LocalFile> files = new java.util.ArrayList<>();
        for (int i = 1; i <= count; i++) {
            files.add(file("f" + i, bytes));
        }
        return job("orbit", stage("main").sweep(new Sweep.Files("f", files)));
    }

    private static dsg.model.JobSpec sharing(int tasks) {
        return job("orbit", stage("main").tasks(tasks).takes(input("sky.fits", GIB)));
    }
}
