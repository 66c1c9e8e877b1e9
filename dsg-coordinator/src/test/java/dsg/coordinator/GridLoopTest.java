// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.core.Decision.Answer;
import dsg.core.GridSnapshot;
import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.Command;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.Isolation;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Resources;
import dsg.model.StageSpec;
import dsg.model.Submission;
import dsg.model.Sweep;
import dsg.model.Template;
import dsg.store.Journal;
import dsg.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loop with a real journal on a real disk.
class GridLoopTest {

    private static final NodeId NODE = new NodeId("n-1");
    private static final NodeFacts FACTS =
            new NodeFacts("den-pc", new Resources(2000, 4096), Set.of(), Isolation.BARE, "os", "arch", "cpu", "1");

    @TempDir
    Path folder;

    private final List<GridEffect> effects = Collections.synchronizedList(new ArrayList<>());

    private Journal journal() {
        return Journal.open(folder.resolve("journal.db"));
    }

    private GridLoop loop(Journal journal) {
        return new GridLoop(journal, new SteadyClock(InstantSource.system()), (wanted, _) -> effects.addAll(wanted));
    }

    private List<GridEvent> journalled() {
        List<GridEvent> events = new ArrayList<>();
        try (Journal other = journal()) {
            other.replay(events::add);
        }
        return events;
    }

    private static JobSpec spec(int tasks) {
        return new JobSpec(
                "job",
                "",
                List.of(StageSpec.of("main", new Command.Program(List.of(Template.of("/bin/true"))))
                        .sweep(new Sweep.Grid(List.of(new Sweep.Axis("x", new Sweep.Values.Range(1, tasks)))))
                        .build()));
    }

    private static GridCommand.Submit submit(String key) {
        return new GridCommand.Submit(spec(3), Submission.of("dsg: 1", key));
    }

    @Test
    void anAnswerComesWhenItIsOnDisk() {
        try (Journal journal = journal();
                GridLoop loop = loop(journal)) {
            assertThat(loop.tell(submit("a")).join()).isEqualTo(new Answer.Accepted(new JobId(1)));
            assertThat(journalled()).hasSize(1).first().isInstanceOf(GridEvent.JobSubmitted.class);
        }
    }

    @Test
    void theSameSubmissionAgainIsTheSameJobAlsoAfterARestart() {
        try (Journal journal = journal();
                GridLoop loop = loop(journal)) {
            loop.tell(submit("a")).join();
            assertThat(loop.tell(submit("a")).join()).isEqualTo(new Answer.Accepted(new JobId(1)));
        }
        try (Journal journal = journal();
                GridLoop loop = loop(journal)) {
            assertThat(loop.tell(submit("a")).join()).isEqualTo(new Answer.Accepted(new JobId(1)));
            assertThat(loop.tell(submit("b")).join()).isEqualTo(new Answer.Accepted(new JobId(2)));
        }
    }

    @Test
    void timeDoesNotGoBackWhenTheClockWasSetBackMeanwhile() {
        try (Journal journal = journal();
                GridLoop loop = loop(journal)) {
            loop.tell(submit("a")).join();
        }
        InstantSource anHourBehind = () -> Instant.now().minus(Duration.ofHours(1));
        try (Journal journal = journal();
                GridLoop loop = new GridLoop(journal, new SteadyClock(anHourBehind), (_, _) -> {})) {
            loop.tell(submit("b")).join();
        }
        List<GridEvent> events = journalled();
        assertThat(events).hasSize(2);
        assertThat(events.getLast().at()).isAfterOrEqualTo(events.getFirst().at());
    }

    @Test
    void aReportAndItsSmallFilesBecomeDurableTogether() throws InterruptedException {
        byte[] content = "42".getBytes(StandardCharsets.UTF_8);
        try (Journal journal = journal();
                GridLoop loop = loop(journal)) {
            loop.tell(new GridCommand.Arrive(NODE, FACTS, Set.of())).join();
            loop.tell(submit("a")).join();
            assertThat(effects).hasSize(2).allMatch(effect -> effect instanceof GridEffect.Start);
            GridEffect.Start first = (GridEffect.Start) effects.getFirst();
            loop.tellInTurn(
                    List.of(new GridCommand.Report(
                            NODE, first.order().attempt(), AttemptReport.without(new AttemptEnd.Done()))),
                    Map.of(Digest.of(content), content));
            GridLoop.Moment moment = loop.awaitAfter(3, Duration.ofSeconds(10));
            assertThat(moment.snapshot().jobs().getFirst().stages().getFirst().done())
                    .isEqualTo(1);
            assertThat(journal.content(Digest.of(content))).contains(content);
        }
    }

    @Test
    void aDiskThatFailsStopsTheLoopAndNothingMoreIsAcknowledged() {
        Journal journal = journal();
        try (GridLoop loop = loop(journal)) {
            loop.tell(submit("a")).join();
            journal.close(); // from here on every commit fails
            CompletableFuture<Answer> answer = loop.tell(submit("b"));
            assertThat(loop.broken().orTimeout(10, TimeUnit.SECONDS).join()).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(loop.snapshot().jobs()).hasSize(1);
        }
    }

    @Test
    void whoeverWaitsWhenTheLoopStopsIsTold() {
        try (Journal journal = journal()) {
            GridLoop loop = loop(journal);
            loop.close();
            // The loop is gone; what is asked of it now stays in the inbox until a second close sweeps it out.
            CompletableFuture<Answer> late = loop.tell(submit("a"));
            loop.close();
            assertThat(late.join()).isInstanceOf(Answer.Refused.class);
        }
        assertThat(journalled()).isEmpty();
    }

    @Test
    void aQuestionThatFailsStopsNobodyElse() {
        try (Journal journal = journal();
                GridLoop loop = loop(journal)) {
            CompletableFuture<String> failing = loop.ask(_ -> {
                throw new IllegalStateException("a mistake");
            });
            assertThat(failing.handle((_, fault) -> String.valueOf(fault.getMessage()))
                            .join())
                    .contains("a mistake");
            assertThat(loop.tell(submit("a")).join()).isInstanceOf(Answer.Accepted.class);
        }
    }

    @Test
    void aFullInboxRefusesAtOnceAndSaysSo() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        try (Journal journal = journal();
                GridLoop loop = loop(journal)) {
            var held = loop.ask(_ -> {
                try {
                    return hold.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Answer refused = null;
            for (int i = 0; refused == null && i < 200_000; i++) {
                CompletableFuture<Answer> answer = loop.tell(new GridCommand.Tick());
                refused = answer.getNow(null);
            }
            hold.countDown();
            assertThat(refused).isInstanceOf(Answer.Refused.class);
            assertThat(held.join()).isTrue();
            Answer later = loop.tell(submit("a")).join();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (later instanceof Answer.Refused && System.nanoTime() < deadline) {
                Thread.sleep(10); // it has 65,536 to take first
                later = loop.tell(submit("a")).join();
            }
            assertThat(later).isInstanceOf(Answer.Accepted.class);
        }
    }

    @Test
    void aNodeThatStaysAwayIsLostWithoutAnybodyAsking() throws InterruptedException {
        try (Journal journal = journal();
                GridLoop loop = loop(journal)) {
            loop.tell(new GridCommand.Arrive(NODE, FACTS, Set.of())).join();
            loop.tell(submit("a")).join();
            loop.tell(new GridCommand.Depart(NODE)).join();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            GridLoop.Moment moment = loop.awaitAfter(0, Duration.ofSeconds(1));
            while (running(moment.snapshot()) > 0 && System.nanoTime() < deadline) {
                moment = loop.awaitAfter(moment.number(), Duration.ofSeconds(1));
            }
            assertThat(running(moment.snapshot())).isZero();
            assertThat(moment.snapshot().jobs().getFirst().state()).isEqualTo(JobState.RUNNING);
        }
    }

    private static int running(GridSnapshot snapshot) {
        return snapshot.jobs().getFirst().stages().getFirst().running();
    }
}
