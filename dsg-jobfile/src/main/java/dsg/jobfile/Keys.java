// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.List;
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
            "health",
            "network",
            "cache");
    private static final List<String> STAGE_LATER = List.of("container", "checkpoint", "verify", "shell");

    /// A job of one command has the keys of a stage at the top.
    static final Keys JOB = new Keys(
            Stream.concat(
                            Stream.of("dsg", "name", "description", "cite", "params", "defaults", "stages"),
                            STAGE_NOW.stream())
                    .toList(),
            STAGE_LATER);

    static final Keys STAGE = new Keys(STAGE_NOW, STAGE_LATER);

    /// What can be said for all stages at once.
    static final Keys DEFAULTS = new Keys(
            List.of("resources", "time", "retry", "allow_failures", "env", "where", "health", "network", "cache"),
            STAGE_LATER);

    static final Keys PARAM = keys("type", "default", "choices", "min", "max", "help");

    /// The ways to say a sweep, of which one is taken.
    static final List<String> SWEEPS = List.of("grid", "zip", "csv", "lines", "files", "each");

    static final Keys SWEEP =
            new Keys(Stream.concat(SWEEPS.stream(), Stream.of("as")).toList(), List.of());
    static final Keys AXIS = keys("from", "to", "steps", "range");
    static final Keys INPUT = keys("from", "as");
    static final Keys OUTPUT = keys("path", "show", "caption");
    static final Keys RESOURCES = new Keys(List.of("cpu", "memory", "disk"), List.of("gpu", "any_of"));
    static final Keys TIME = keys("expect", "limit");
    static final Keys RETRY = keys("max", "on", "wait", "grow");
    static final Keys GROW = keys("memory");
    static final Keys WHERE = new Keys(List.of("tags"), List.of("os", "arch", "node", "nodes", "not", "near", "site"));
    static final Keys HEALTH = keys("run", "every", "failures", "progress", "action");

    /// What a `#DSG` line of a script can say.
    static final Keys DIRECTIVE = keys(
            "name",
            "description",
            "cpu",
            "memory",
            "disk",
            "time",
            "in",
            "out",
            "array",
            "retry",
            "allow_failures",
            "tags",
            "network",
            "cache");

    private static Keys keys(String... now) {
        return new Keys(List.of(now), List.of());
    }

    List<String> all() {
        return Stream.concat(now.stream(), later.stream()).toList();
    }
}
