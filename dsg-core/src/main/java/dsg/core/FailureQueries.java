// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.Trait.Kind;
import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.Input;
import dsg.model.NodeFacts;
import dsg.model.Software;
import dsg.model.StageId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks at the tasks of a stage that failed and at those that passed. Asked on the thread that owns the ledger, so
/// only a sample is looked at, however many there are.
public final class FailureQueries {

    static final int FAILED_MAX = 200;
    static final int PASSED_MAX = 600;
    /// How many tasks are looked at to find that many that passed.
    private static final int LOOK_MAX = 4 * PASSED_MAX;

    private FailureQueries() {}

    /// A sample for [FailureContrast#of]; none if there is no such stage or nothing of it has failed.
    public static Optional<FailureContrast.Sample> sample(GridView view, StageId id) {
        return view.job(id.job())
                .flatMap(job -> job.stage(id.stage())
                        .filter(stage -> stage.failed() > 0)
                        .map(stage -> sample(job, stage)));
    }

    private static FailureContrast.Sample sample(JobLedger job, StageLedger stage) {
        List<FailureContrast.Looked> failed = stage.failedTasks().stream()
                .limit(FAILED_MAX)
                .map(number -> look(job, stage, number))
                .toList();
        List<FailureContrast.Looked> passed = new ArrayList<>();
        int tasks = stage.tasks();
        long step = stepThrough(tasks);
        for (int i = 0; i < Math.min(tasks, LOOK_MAX) && passed.size() < PASSED_MAX; i++) {
            int number = (int) (i * step % tasks) + 1;
            if (stage.stateOf(number).isDone()) {
                passed.add(look(job, stage, number));
            }
        }
        return new FailureContrast.Sample(failed, passed, stage.failed(), stage.done() + stage.cached());
    }

    /// In steps of the golden ratio, so that a sample of a sweep whose values come round is no picture of the rhythm;
    /// with no divisor in common, so that none is looked at twice.
    private static long stepThrough(int tasks) {
        long step = tasks <= LOOK_MAX ? 1 : Math.round(tasks * 0.6180339887);
        while (gcd(step, tasks) != 1) {
            step++;
        }
        return step;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static FailureContrast.Looked look(JobLedger job, StageLedger stage, int number) {
        TaskLedger task = stage.task(number).orElseThrow();
        Map<Trait, String> traits = new LinkedHashMap<>();
        stage.spec().sweep().values(number).forEach((name, value) -> traits.put(new Trait(Kind.VALUE, name), value));
        addSizes(job, stage, number, traits);
        traits.put(
                new Trait(Kind.MEMORY, ""),
                Long.toString(stage.requestOf(number).resources().memoryMib()));
        TaskLedger.Past last = task.past().getLast();
        traits.put(new Trait(Kind.NODE, ""), last.where().facts().name());
        addNode(last.where().facts(), traits);
        return new FailureContrast.Looked(
                Optional.of(last.report())
                        .map(AttemptReport::end)
                        .map(AttemptEnd::why)
                        .orElse(""),
                traits);
    }

    private static void addSizes(JobLedger job, StageLedger stage, int number, Map<Trait, String> traits) {
        for (Input input : stage.spec().sweep().inputs(number)) {
            switch (input) {
                case Input.Local local -> {
                    long bytes = local.files().stream()
                            .mapToLong(file -> file.artefact().bytes())
                            .sum();
                    traits.put(new Trait(Kind.SIZE, local.name()), Long.toString(bytes));
                }
                case Input.From from ->
                    GridQueries.produced(job.stageNamed(from.stage()), number, from.output())
                            .ifPresent(artefact ->
                                    traits.put(new Trait(Kind.SIZE, from.name()), Long.toString(artefact.bytes())));
            }
        }
    }

    private static void addNode(NodeFacts facts, Map<Trait, String> traits) {
        traits.put(new Trait(Kind.SYSTEM, "os"), facts.os());
        traits.put(new Trait(Kind.SYSTEM, "cpu"), facts.cpu());
        traits.put(new Trait(Kind.SYSTEM, "isolation"), facts.isolation().word());
        facts.software()
                .map(Software::programs)
                .ifPresent(programs ->
                        programs.forEach((name, version) -> traits.put(new Trait(Kind.PROGRAM, name), version)));
    }
}
