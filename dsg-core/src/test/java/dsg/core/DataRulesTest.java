// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridEvent;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.Output;
import dsg.model.Submission;
import dsg.model.TaskId;
import dsg.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What may be given up of the contents of a grid, and what follows from it.
class DataRulesTest {

    private static final JobId FIRST = new JobId(1);
    private static final Output RAW = new Output("raw", "raw.bin", false, "");
    private static final Output SHOWN = new Output("plot", "plot.png", true, "");
    private static final Output SUM = new Output("sum", "sum.txt", false, "");
    private static final long SMALL = 10;

    private Bench bench = new Bench().node("attic", 4);

    private static Artefact content(String text) {
        return new Artefact(Digest.of(text), 1_000);
    }

    private static JobSpec chain(Artefact code, boolean cached) {
        Jobs.Stage first = stage("first")
                .takes(new Input.Local("code", "c.py", List.of(new Input.LocalFile("c.py", code))))
                .makes(RAW, SHOWN);
        return job(
                "chain",
                cached ? first : first.uncached(),
                stage("second")
                        .takes(new Input.From("raw", "first", "raw", Input.Gather.FILE, "raw.bin"))
                        .makes(SUM));
    }

    private void end(TaskId task, Artefact log, Map<String, Artefact> outputs) {
        bench.report(
                bench.nodeOf(task),
                bench.current(task),
                new AttemptReport(
                        new AttemptEnd.Done(),
                        Usage.NONE,
                        outputs.entrySet().stream()
                                .map(output -> new AttemptReport.Produced(output.getKey(), output.getValue()))
                                .toList(),
                        log,
                        Artefact.EMPTY));
    }

    private void runFirstStage(long job) {
        end(task(job, "first", 1), content("log"), Map.of("raw", content("raw"), "plot", content("plot")));
    }

    private void runAll(long job) {
        runFirstStage(job);
        end(task(job, "second", 1), new Artefact(Digest.of("short"), 3), Map.of("sum", content("sum")));
    }

    private Set<Artefact> collectable(Duration keep, boolean all) {
        return DataRules.collectable(
                        bench.machine.view(), new GridCommand.CollectData(bench.now.minus(keep), all, SMALL))
                .stream()
                .map(each -> each.content().artefact())
                .collect(Collectors.toSet());
    }

    private void collect(boolean all) {
        bench.turn(new GridCommand.CollectData(bench.now, all, SMALL));
    }

    @Test
    void whatWasMadeOnTheWayAndWhatWasPrintedMayGoOnceItsJobHasEndedLongAgo() {
        bench.submit(chain(content("code"), true));
        runAll(1);
        bench.wait(Duration.ofDays(3));

        assertThat(collectable(Duration.ofDays(7), false)).isEmpty();
        assertThat(collectable(Duration.ofDays(2), false)).containsExactlyInAnyOrder(content("raw"), content("log"));
        assertThat(collectable(Duration.ofDays(2), true))
                .containsExactlyInAnyOrder(
                        content("raw"), content("log"), content("plot"), content("sum"), content("code"));
    }

    @Test
    void whatWouldNotComeOutTheSameIsLikeAResult() {
        bench.submit(chain(content("code"), false));
        runAll(1);

        assertThat(collectable(Duration.ZERO, false)).containsExactly(content("log"));
    }

    @Test
    void whatWasPutStaysUntilItIsForgotten() {
        bench.submit(chain(content("code"), true));
        runAll(1);
        bench.turn(new GridCommand.PutData("my.bin", content("raw"), "anna"));
        assertThat(collectable(Duration.ZERO, true)).doesNotContain(content("raw"));

        bench.turn(new GridCommand.PutData("my.bin", content("other"), "anna"));
        assertThat(bench.last.answers().getFirst()).isInstanceOf(Decision.Answer.Refused.class);
        bench.turn(new GridCommand.ForgetData("my.bin"));
        assertThat(collectable(Duration.ZERO, true)).contains(content("raw"));
        bench.turn(new GridCommand.ForgetData("my.bin"));
        assertThat(bench.last.answers().getFirst()).isInstanceOf(Decision.Answer.Refused.class);
    }

    @Test
    void whatAnUnfinishedJobKnowsStaysAlsoIfAnEndedOneMadeIt() {
        bench.submit(chain(content("code"), true));
        runAll(1);
        bench.submit(chain(content("code"), true));
        runFirstStage(2);

        assertThat(collectable(Duration.ZERO, true)).containsExactly(content("sum"));
    }

    @Test
    void whatAnUnfinishedJobMayStillReuseStays() {
        bench.submit(chain(content("code"), true));
        runAll(1);
        bench.depart("attic").wait(Duration.ofMinutes(1));
        bench.turn(new GridCommand.Submit(
                chain(content("new code"), true), new Submission("job.yaml", "", "second", Optional.of(FIRST))));

        assertThat(collectable(Duration.ZERO, true)).isEmpty();
    }

    @Test
    void aCollectedContentIsNotReusedAndTheReasonIsTold() {
        bench.submit(chain(content("code"), true));
        runAll(1);
        collect(false);
        Submission resuming = new Submission("job.yaml", "", "second", Optional.of(FIRST));
        assertThat(ResumePlan.of(bench.machine.view(), chain(content("code"), true), resuming, bench.now)
                        .getFirst()
                        .reasons())
                .containsOnlyKeys("its raw was collected on 2026-01-01");

        bench.turn(new GridCommand.Submit(chain(content("code"), true), resuming));
        runFirstStage(2);
        assertThat(bench.state(new JobId(2))).isEqualTo(JobState.DONE);
        assertThat(bench.stage(new JobId(2), "second").cached()).isEqualTo(1);
        assertThat(bench.machine.view().data().isCollected(content("raw").digest()))
                .isFalse();
        assertThat(ResumePlan.whyRun(bench.machine.view(), task(2, "first", 1)))
                .contains("its raw was collected on 2026-01-01");
    }

    @Test
    void aJobWhoseInputsAreGoneIsResumedNotRetried() {
        bench.submit(chain(content("code"), true));
        runFirstStage(1);
        bench.fail(task(1, "second", 1));
        assertThat(bench.state(FIRST)).isEqualTo(JobState.FAILED);
        collect(false);

        bench.turn(new GridCommand.Retry(FIRST));
        assertThat(((Decision.Answer.Refused) bench.last.answers().getFirst())
                        .refusal()
                        .mend())
                .contains("dsg resume 1");
    }

    @Test
    void collectedContentsAreNamedInTheJournalAndCollectedOnce() {
        bench.submit(chain(content("code"), true));
        runAll(1);
        Instant ended = bench.now;
        bench.wait(Duration.ofHours(1));
        collect(false);
        assertThat(bench.last.events())
                .containsExactly(new GridEvent.DataCollected(
                        ((GridEvent.DataCollected) bench.last.events().getFirst()).contents(), bench.now));
        assertThat(((GridEvent.DataCollected) bench.last.events().getFirst()).contents())
                .containsExactlyInAnyOrder(
                        new GridEvent.Collected(content("raw"), ended), new GridEvent.Collected(content("log"), ended));
        collect(false);
        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.replayed().view().data().collected()).hasSize(2);
    }

    @Test
    void whatNoUnfinishedJobCanDoWithoutIsNeverGivenUp() {
        for (int seed = 1; seed <= 300; seed++) {
            check(seed, DataRulesTest::given);
        }
    }

    @Test
    void aRuleThatForgetsThatContentsAreSharedIsFoundOut() {
        // The planted fault: each ended job gives up its own, whoever else knows it.
        assertThatThrownBy(() -> {
                    for (int seed = 1; seed <= 300; seed++) {
                        check(
                                seed,
                                view -> view.jobs().stream()
                                        .filter(job -> job.state().isOver())
                                        .flatMap(job -> knownTo(job).stream())
                                        .collect(Collectors.toSet()));
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    private static Set<Digest> given(GridView view) {
        return DataRules.collectable(view, new GridCommand.CollectData(Instant.MAX, true, SMALL)).stream()
                .map(each -> each.content().artefact().digest())
                .collect(Collectors.toSet());
    }

    private static Set<Digest> knownTo(JobLedger job) {
        Set<Digest> known = new HashSet<>();
        DataUse.forEach(job, use -> known.add(use.artefact().digest()));
        return known;
    }

    /// A grid in which jobs make and take few different contents, some of them ended, some not; held against what
    /// their nodes were told to take.
    private static void check(int seed, Function<GridView, Set<Digest>> rule) {
        Random dice = new Random(seed);
        Bench grid = new Bench().node("attic", 64);
        DataRulesTest test = new DataRulesTest();
        test.bench = grid;
        for (int job = 1; job <= 6; job++) {
            grid.submit(chain(content("code " + dice.nextInt(3)), true));
            if (dice.nextInt(4) > 0) {
                Map<String, Artefact> made =
                        Map.of("raw", content("c" + dice.nextInt(4)), "plot", content("c" + dice.nextInt(4)));
                test.end(task(job, "first", 1), content("c" + dice.nextInt(4)), made);
                if (dice.nextBoolean()) {
                    test.end(task(job, "second", 1), Artefact.EMPTY, Map.of("sum", content("c" + dice.nextInt(4))));
                }
            }
        }
        Set<Digest> needed = new HashSet<>();
        for (JobLedger job : grid.machine.view().active()) {
            for (StageLedger stage : job.stages()) {
                stage.spec()
                        .localFiles()
                        .forEach(file -> needed.add(file.artefact().digest()));
                GridQueries.produced(job.stageNamed("first"), 1, "raw").ifPresent(raw -> needed.add(raw.digest()));
            }
        }
        Set<Digest> lost = new HashSet<>(rule.apply(grid.machine.view()));
        lost.retainAll(needed);
        assertThat(lost).as("seed " + seed).isEmpty();
    }
}
