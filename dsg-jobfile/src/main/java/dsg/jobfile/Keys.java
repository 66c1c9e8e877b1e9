// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.type.ContainerType;
import dsg.type.RunType;
import dsg.type.TaskTypes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The keys of format 1 that can stand in one place: those this version does, and those that a later one
/// will do.
record Keys(List<String> now, List<String> later) {

    private static final List<String> STAGE_NOW = List.of(
            "sweep",
            "in",
            "run",
            "out",
            "needs",
            "when",
            "resources",
            "time",
            "retry",
            "allow_failures",
            "env",
            "where",
            "isolation",
            "health",
            "checkpoint",
            "network",
            "cache");
    /// What stands at the top alone.
    private static final List<String> JOB_ALONE =
            List.of("dsg", "name", "description", "cite", "params", "defaults", "stages");

    private static final List<String> STAGE_LATER = List.of("verify", "shell");

    /// A job of one command has the keys of a stage at the top.
    static final Keys JOB = job(TaskTypes.builtIn());

    static final Keys STAGE = stage(TaskTypes.builtIn());

    /// What can be said for all stages at once.
    static final Keys DEFAULTS = new Keys(
            List.of(
                    "resources",
                    "time",
                    "retry",
                    "allow_failures",
                    "env",
                    "where",
                    "isolation",
                    "health",
                    "checkpoint",
                    "network",
                    "cache",
                    ContainerType.NAME),
            STAGE_LATER);

    static final Keys PARAM = keys("type", "default", "choices", "min", "max", "help");

    /// The ways to say a sweep, of which one is taken.
    static final List<String> SWEEPS = List.of("grid", "zip", "csv", "lines", "files", "each");

    static final Keys SWEEP =
            new Keys(Stream.concat(SWEEPS.stream(), Stream.of("as")).toList(), List.of());
    static final Keys AXIS = keys("from", "to", "steps", "range");
    static final Keys INPUT = keys("from", "as");
    static final Keys OUTPUT = keys("path", "show", "caption");
    static final Keys RESOURCES = new Keys(List.of("cpu", "memory", "disk", "gpu"), List.of("any_of"));
    static final Keys GPU = new Keys(List.of("count"), List.of("memory"));
    static final Keys TIME = keys("expect", "limit");
    static final Keys RETRY = keys("max", "on", "wait", "grow");
    static final Keys GROW = keys("memory");
    static final Keys WHERE = new Keys(List.of("tags"), List.of("os", "arch", "node", "nodes", "not", "near", "site"));
    static final Keys CHECKPOINT = keys("files", "every");
    static final Keys HEALTH = keys("run", "every", "failures", "progress", "action");

    /// What a `#DSG` line of a script can say.
    static final Keys DIRECTIVE = keys(
            "name",
            "description",
            "cpu",
            "memory",
            "disk",
            "gpu",
            "time",
            "in",
            "out",
            "array",
            "retry",
            "allow_failures",
            "tags",
            "network",
            "cache");

    /// What can stand at the top of a job file where these types of tasks are known.
    static Keys job(TaskTypes types) {
        List<String> all = new ArrayList<>(JOB_ALONE);
        all.addAll(stage(types).now);
        return new Keys(all, STAGE_LATER);
    }

    /// What can stand in a stage where these types of tasks are known.
    static Keys stage(TaskTypes types) {
        Set<String> all = new LinkedHashSet<>(STAGE_NOW);
        types.all().forEach(known -> known.type().keys().forEach(key -> all.add(key.name())));
        return new Keys(List.copyOf(all), STAGE_LATER);
    }

    /// The keys that every stage has, of whatever type, and every job: no type can have one of these.
    static List<String> ofEveryStage() {
        return Stream.of(JOB_ALONE, STAGE_NOW, STAGE_LATER)
                .flatMap(List::stream)
                .filter(key -> !key.equals(RunType.NAME))
                .toList();
    }

    /// Whether this is the top of a job file.
    boolean isJob() {
        return now.contains("stages");
    }

    /// Whether this is a stage.
    boolean isStage() {
        return !isJob() && now.contains("sweep");
    }

    private static Keys keys(String... now) {
        return new Keys(List.of(now), List.of());
    }

    List<String> all() {
        return Stream.concat(now.stream(), later.stream()).toList();
    }
}
