// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AllowedFailures;
import dsg.model.Checkpointing;
import dsg.model.JobSpec;
import dsg.model.Output;
import dsg.model.Request;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A job for a case: `job("orbit").stage("main", 40).lasting(seconds(30)).retry(2)`. What follows a stage is
/// said of that stage.
public final class SimJob {

    private static final Output OUT = new Output("out", "out.txt", false, "");

    private static final class Stage {
        final String name;
        final int tasks;
        Work work = Work.SHORT;
        Resources request = Resources.DEFAULT;
        int retry;
        Optional<Checkpointing> keeps = Optional.empty();
        int allowed;
        List<String> after = List.of();
        Optional<String> follows = Optional.empty();

        Stage(String name, int tasks) {
            this.name = name;
            this.tasks = tasks;
        }

        StageSpec spec(Map<String, StageSpec> before) {
            Sweep own = new Sweep.Grid(List.of(new Sweep.Axis("i", new Sweep.Values.Range(1, tasks))));
            Sweep sweep = follows.<Sweep>map(other -> new Sweep.Each(
                            "before",
                            other,
                            OUT.name(),
                            OUT.path(),
                            Optional.ofNullable(before.get(other)).orElseThrow().sweep()))
                    .orElse(own);
            return StageSpec.of(name, work.command())
                    .sweep(sweep)
                    .outputs(List.of(OUT))
                    .request(Request.of(request))
                    .retry(RetryPolicy.upTo(retry))
                    .allowFailures(allowed == 0 ? AllowedFailures.none() : new AllowedFailures.Count(allowed))
                    .needs(after)
                    .checkpoint(keeps)
                    .build();
        }
    }

    private final String name;
    private final List<Stage> stages = new ArrayList<>();

    private SimJob(String name) {
        this.name = name;
    }

    /// A job of this name, still without stages.
    public static SimJob job(String name) {
        return new SimJob(name);
    }

    /// Adds a stage of so many tasks; each asks for one core and 512 MiB, lasts a second, and succeeds.
    public SimJob stage(String stage, int tasks) {
        stages.add(new Stage(stage, tasks));
        return this;
    }

    /// The stage waits for these stages.
    public SimJob after(String... others) {
        stages.getLast().after = List.of(others);
        return this;
    }

    /// The stage follows another, which was said before, task by task: it has as many tasks.
    public SimJob following(String other) {
        stages.getLast().follows = Optional.of(other);
        return this;
    }

    /// So many tasks of the stage may fail for good.
    public SimJob allowing(int failures) {
        stages.getLast().allowed = failures;
        return this;
    }

    /// Each task of the stage lasts so long.
    public SimJob lasting(Duration time) {
        return lasting(time, time);
    }

    /// Each task of the stage lasts at least and at most so long.
    public SimJob lasting(Duration shortest, Duration longest) {
        Work work = stages.getLast().work;
        return working(new Work(shortest, longest, work.failPercent(), work.failFirst(), work.poison()));
    }

    /// So many attempts of a hundred fail.
    public SimJob failing(int percent) {
        Work work = stages.getLast().work;
        return working(new Work(work.shortest(), work.longest(), percent, work.failFirst(), work.poison()));
    }

    /// The first attempts of every task fail.
    public SimJob failingFirst(int attempts) {
        Work work = stages.getLast().work;
        return working(new Work(work.shortest(), work.longest(), work.failPercent(), attempts, work.poison()));
    }

    /// No node survives an attempt of the stage.
    public SimJob poisonous() {
        Work work = stages.getLast().work;
        return working(new Work(work.shortest(), work.longest(), work.failPercent(), work.failFirst(), true));
    }

    private SimJob working(Work work) {
        stages.getLast().work = work;
        return this;
    }

    /// Each task of the stage asks for so much.
    public SimJob asking(int cpuMilli, long memoryMib) {
        stages.getLast().request = new Resources(cpuMilli, memoryMib);
        return this;
    }

    /// Each task of the stage keeps its work so often.
    public SimJob keeping(Duration every) {
        stages.getLast().keeps = Optional.of(new Checkpointing(List.of("kept"), every));
        return this;
    }

    /// A failed task is tried again so often.
    public SimJob retry(int times) {
        stages.getLast().retry = times;
        return this;
    }

    JobSpec spec() {
        Map<String, StageSpec> specs = new LinkedHashMap<>();
        stages.forEach(stage -> specs.put(stage.name, stage.spec(specs)));
        return new JobSpec(name, "", List.copyOf(specs.values()));
    }
}
