// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.Isolation;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Reason;
import dsg.model.Resources;
import dsg.model.Submission;
import dsg.model.TaskId;
import dsg.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A grid on the bench: one machine, a clock that the case sets, and everything that happened so far.
final class Bench {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final GridMachine machine = new GridMachine(new FirstFit());
    final List<GridEvent> journal = new ArrayList<>();
    Instant now = START;
    GridMachine.Turn last = new GridMachine.Turn(List.of(), List.of(), List.of(), GridSnapshot.EMPTY, Optional.empty());
    private int keys;

    static NodeFacts facts(String name, int cores, long memoryMib) {
        Resources capacity = new Resources(cores * 1000, memoryMib);
        return new NodeFacts(
                name, capacity, Set.of(), Isolation.SANDBOX, "Debian GNU/Linux 12", "amd64", "a processor", "0.1.0");
    }

    static NodeId id(String node) {
        return new NodeId(node);
    }

    static TaskId task(long job, String stage, int number) {
        return new TaskId(new JobId(job), stage, number);
    }

    GridMachine.Turn turn(GridCommand... commands) {
        last = machine.turn(List.of(commands), now);
        journal.addAll(last.events());
        return last;
    }

    Bench node(String name, int cores) {
        return arrive(name, cores);
    }

    Bench arrive(String name, int cores, AttemptId... held) {
        turn(new GridCommand.Arrive(id(name), facts(name, cores, cores * 4096L), Set.of(held)));
        return this;
    }

    Bench depart(String name) {
        turn(new GridCommand.Depart(id(name)));
        return this;
    }

    JobId submit(JobSpec job) {
        turn(new GridCommand.Submit(job, Submission.of("name: " + job.name(), "key-" + ++keys)));
        return accepted();
    }

    JobId accepted() {
        assertThat(last.answers().getLast()).isInstanceOf(Decision.Answer.Accepted.class);
        return ((Decision.Answer.Accepted) last.answers().getLast()).job();
    }

    Bench done(TaskId... tasks) {
        for (TaskId task : tasks) {
            end(task, new AttemptEnd.Done());
        }
        return this;
    }

    Bench fail(TaskId task) {
        return end(task, new AttemptEnd.ExitCode(1));
    }

    /// The node on which the task runs reports this end of its current attempt.
    Bench end(TaskId task, AttemptEnd end) {
        return end(task, end, Duration.ofSeconds(2));
    }

    /// The same of an attempt that ran this long.
    Bench end(TaskId task, AttemptEnd end, Duration wall) {
        Usage usage = new Usage(wall, Duration.ofMillis(1), 100);
        return report(
                nodeOf(task), current(task), new AttemptReport(end, usage, List.of(), Artefact.EMPTY, Artefact.EMPTY));
    }

    /// The task's current attempt ends well with these outputs, named and given as text.
    Bench done(TaskId task, String output, String content) {
        Artefact artefact = Artefact.of(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return report(
                nodeOf(task),
                current(task),
                new AttemptReport(
                        new AttemptEnd.Done(),
                        new Usage(Duration.ofSeconds(2), Duration.ofSeconds(1), 100),
                        List.of(new AttemptReport.Produced(output, artefact)),
                        Artefact.EMPTY,
                        Artefact.EMPTY));
    }

    Bench report(NodeId node, AttemptId attempt, AttemptReport report) {
        turn(new GridCommand.Report(node, attempt, report));
        return this;
    }

    Bench wait(Duration time) {
        now = now.plus(time);
        turn(new GridCommand.Tick());
        return this;
    }

    TaskLedger entry(TaskId task) {
        return machine.view().task(task).orElseThrow();
    }

    NodeId nodeOf(TaskId task) {
        return entry(task).node();
    }

    AttemptId current(TaskId task) {
        return entry(task).current(task);
    }

    String state(TaskId task) {
        return GridQueries.task(machine.view(), task, machine.plan(), now)
                .orElseThrow()
                .state()
                .word();
    }

    JobState state(JobId job) {
        return last.snapshot().job(job).orElseThrow().state();
    }

    GridSnapshot.StageView stage(JobId job, String stage) {
        return last.snapshot().job(job).orElseThrow().stages().stream()
                .filter(view -> view.name().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    /// Why the stage's waiting tasks wait, as the snapshot says it.
    Optional<Reason> reason(JobId job, String stage) {
        return last.snapshot().reason(last.snapshot().job(job).orElseThrow(), stage(job, stage));
    }

    List<AttemptId> started() {
        return last.effects().stream()
                .flatMap(effect -> effect instanceof GridEffect.Start start
                        ? Optional.of(start.order().attempt()).stream()
                        : Optional.<AttemptId>empty().stream())
                .toList();
    }

    /// The same journal, told to another machine.
    GridMachine replayed() {
        GridMachine other = new GridMachine(new FirstFit());
        journal.forEach(other::replay);
        return other;
    }
}
