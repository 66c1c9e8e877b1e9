// SPDX-License-Identifier: Apache-2.0

import dsg.core.Decision;
import dsg.core.FirstFit;
import dsg.core.GridMachine;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/// The core's own time for the end of one task: what the rules, the ledger, the plan and the snapshot cost, in a turn
/// for each end, with no disk and no network. One line of JSON for each shape of work, in microseconds; the mean is of
/// CPU time, the rest is of wall time: `{"case": "...", "turns": 20000, "mean_us": 4.2, "p50_us": 4.0, "p99_us": 9.1}`.
///
/// Run by core.py: `java -cp DSG_CLI_JAR CoreLoad.java TURNS`
final class CoreLoad {

    private static final NodeId NODE = new NodeId("n-1");
    private static final Duration STEP = Duration.ofMillis(1);

    private final GridMachine machine = new GridMachine(new FirstFit());
    private final Queue<AttemptId> running = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /// Measures every shape.
    public static void main(String[] arguments) {
        int turns = Integer.parseInt(arguments[0]);
        for (int round = 0; round < 2; round++) { // the first one warms up
            boolean shown = round == 1;
            measure(shown, "1 job, 1 stage", turns, 1, 1, turns + 100);
            measure(shown, "1 job, 100 stages side by side", turns, 1, 100, turns + 100);
            measure(shown, "1 job, a chain of 1,000 stages", Math.min(turns, 990), 1, -1_000, 1);
            measure(shown, "1,000 jobs, 1 stage each", turns, 1_000, 1, turns + 100);
            measure(shown, "10,000 jobs done, 1 job, 1 stage", turns, -10_000, 1, turns + 100);
        }
    }

    /// @param jobs how many there are; less than 0: so many that are done already, and one
    /// @param stages how many each has; less than 0: so many that need each other in turn
    private static void measure(boolean shown, String name, int turns, int jobs, int stages, int tasks) {
        CoreLoad load = new CoreLoad();
        load.turn(List.of(new GridCommand.Arrive(NODE, facts(), Set.of())));
        for (int job = 0; job < -jobs; job++) {
            load.submit(job(1, 1), "done " + job);
            load.end();
        }
        for (int job = 0; job < Math.max(1, jobs); job++) {
            load.submit(job(stages, tasks), "job " + job);
        }
        long[] nanos = new long[turns];
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int turn = 0; turn < turns; turn++) {
            nanos[turn] = load.end();
        }
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        if (!shown) {
            System.err.println("warm: " + name);
        } else {
            Arrays.sort(nanos);
            System.out.printf(
                    java.util.Locale.ROOT,
                    "{\"case\": \"%s\", \"turns\": %d, \"mean_us\": %.3f, \"p50_us\": %.3f, \"p99_us\": %.3f}%n",
                    name,
                    turns,
                    cpu / 1e3 / turns,
                    nanos[turns / 2] / 1e3,
                    nanos[(int) (turns * 0.99)] / 1e3);
        }
    }

    private static NodeFacts facts() {
        return new NodeFacts("bench", new Resources(2_000, 24_576), Set.of(), Isolation.BARE, "", "", "", "0");
    }

    private static JobSpec job(int stages, int tasks) {
        List<StageSpec> made = new ArrayList<>();
        for (int stage = 0; stage < Math.abs(stages); stage++) {
            StageSpec.Builder builder = StageSpec.of(
                    "s" + stage, new Command.Program(List.of(Template.of("/bin/true"))));
            builder.sweep(new Sweep.Grid(List.of(new Sweep.Axis("i", new Sweep.Values.Range(1, tasks)))));
            if (stages < 0 && stage > 0) {
                builder.needs(List.of("s" + (stage - 1)));
            }
            made.add(builder.build());
        }
        return new JobSpec("bench", "", made);
    }

    private void submit(JobSpec spec, String key) {
        turn(List.of(new GridCommand.Submit(spec, Submission.of("", key))));
    }

    /// The oldest attempt ends; how many nanoseconds the turn took.
    private long end() {
        AttemptId attempt = running.remove();
        GridCommand report =
                new GridCommand.Report(NODE, attempt, AttemptReport.without(new AttemptEnd.Done()));
        return turn(List.of(report, new GridCommand.Tick()));
    }

    private long turn(List<GridCommand> commands) {
        now = now.plus(STEP);
        long begun = System.nanoTime();
        GridMachine.Turn turn = machine.turn(commands, now);
        long took = System.nanoTime() - begun;
        for (Decision.Answer answer : turn.answers()) {
            if (answer instanceof Decision.Answer.Refused refused) {
                throw new IllegalStateException(refused.toString());
            }
        }
        for (GridEffect effect : turn.effects()) {
            if (effect instanceof GridEffect.Start start) {
                running.add(start.order().attempt());
            }
        }
        return took;
    }
}
