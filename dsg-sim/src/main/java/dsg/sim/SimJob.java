// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.JobSpec;
import dsg.model.Request;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A job for a case: `job("orbit").stage("main", 40).lasting(seconds(30)).retry(2)`. What follows a stage is
/// said of that stage.
public final class SimJob {

    private record Stage(String name, int tasks, Work work, Resources request, int retry, List<String> after) {
        StageSpec spec() {
            Sweep sweep = new Sweep.Grid(List.of(new Sweep.Axis("i", new Sweep.Values.Range(1, tasks))));
            return StageSpec.of(name, work.command())
                    .sweep(sweep)
                    .request(Request.of(request))
                    .retry(RetryPolicy.upTo(retry))
                    .needs(after)
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
        stages.add(new Stage(stage, tasks, Work.SHORT, Resources.DEFAULT, 0, List.of()));
        return this;
    }

    /// The stage waits for these stages.
    public SimJob after(String... others) {
        Stage last = stages.removeLast();
        stages.add(new Stage(last.name, last.tasks, last.work, last.request, last.retry, List.of(others)));
        return this;
    }

    /// Each task of the stage lasts so long.
    public SimJob lasting(Duration time) {
        return lasting(time, time);
    }

    /// Each task of the stage lasts at least and at most so long.
    public SimJob lasting(Duration shortest, Duration longest) {
        Work work = stages.getLast().work;
        return working(new Work(shortest, longest, work.failPercent(), work.failFirst()));
    }

    /// So many attempts of a hundred fail.
    public SimJob failing(int percent) {
        Work work = stages.getLast().work;
        return working(new Work(work.shortest(), work.longest(), percent, work.failFirst()));
    }

    /// The first attempts of every task fail.
    public SimJob failingFirst(int attempts) {
        Work work = stages.getLast().work;
        return working(new Work(work.shortest(), work.longest(), work.failPercent(), attempts));
    }

    private SimJob working(Work work) {
        Stage last = stages.removeLast();
        stages.add(new Stage(last.name, last.tasks, work, last.request, last.retry, last.after));
        return this;
    }

    /// Each task of the stage asks for so much.
    public SimJob asking(int cpuMilli, long memoryMib) {
        Stage last = stages.removeLast();
        Resources request = new Resources(cpuMilli, memoryMib);
        stages.add(new Stage(last.name, last.tasks, last.work, request, last.retry, last.after));
        return this;
    }

    /// A failed task is tried again so often.
    public SimJob retry(int times) {
        Stage last = stages.removeLast();
        stages.add(new Stage(last.name, last.tasks, last.work, last.request, times, last.after));
        return this;
    }

    JobSpec spec() {
        return new JobSpec(name, "", stages.stream().map(Stage::spec).toList());
    }
}
