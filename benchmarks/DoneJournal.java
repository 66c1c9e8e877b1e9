// SPDX-License-Identifier: Apache-2.0

import dsg.core.FirstFit;
import dsg.core.GridMachine;
import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.Command;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.Isolation;
import dsg.model.JobSpec;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Resources;
import dsg.model.StageSpec;
import dsg.model.Submission;
import dsg.model.Sweep;
import dsg.model.Template;
import dsg.model.Usage;
import dsg.store.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a journal in which a job of so many tasks has been done: by the core itself, with a node that is not there,
/// since to run them would take an hour.
///
/// Run by recovery.py: `java -cp DSG_CLI_JAR DoneJournal.java FILE TASKS`
final class DoneJournal {

    private static final NodeId NODE = new NodeId("n-of-the-past");
    private static final NodeFacts FACTS = new NodeFacts(
            "past", new Resources(1_000_000, 1_000_000), Set.of(), Isolation.BARE, "Linux", "amd64", "none", "0");

    private DoneJournal() {}

    /// Writes it.
    public static void main(String[] arguments) {
        GridMachine machine = new GridMachine(new FirstFit());
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        try (Journal journal = Journal.open(Path.of(arguments[0]))) {
            List<GridCommand> commands = new ArrayList<>(List.of(
                    new GridCommand.Arrive(NODE, FACTS, Set.of()),
                    new GridCommand.Submit(job(Integer.parseInt(arguments[1])), Submission.of("", "past"))));
            while (!commands.isEmpty()) {
                now = now.plusMillis(100);
                GridMachine.Turn turn = machine.turn(commands, now);
                journal.append(turn.events(), Map.of());
                commands.clear();
                turn.effects().stream()
                        .filter(GridEffect.Start.class::isInstance)
                        .map(effect -> ((GridEffect.Start) effect).order().attempt())
                        .forEach(attempt -> commands.add(new GridCommand.Report(NODE, attempt, report())));
            }
            journal.append(machine.turn(List.of(new GridCommand.Depart(NODE)), now).events(), Map.of());
        }
    }

    private static JobSpec job(int tasks) {
        StageSpec stage = StageSpec.of("main", new Command.Program(List.of(Template.of("/bin/true"))))
                .sweep(new Sweep.Grid(List.of(new Sweep.Axis("i", new Sweep.Values.Range(1, tasks)))))
                .build();
        return new JobSpec("past", "", List.of(stage));
    }

    private static AttemptReport report() {
        Usage usage = new Usage(Duration.ofMillis(30), Duration.ofMillis(2), 2_000);
        return new AttemptReport(new AttemptEnd.Done(), usage, List.of(), Artefact.EMPTY, Artefact.EMPTY);
    }
}
