// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.List;
import java.util.stream.Stream;

/// The keys of format 1 that can stand in one place: those this version does, and those that a later one
/// will do.
record Keys(List<String> now, List<String> later) {

    private static final List<String> STAGE_NOW =
            List.of("sweep", "in", "run", "out", "needs", "resources", "time", "retry", "env");
    private static final List<String> STAGE_LATER = List.of(
            "container",
            "checkpoint",
            "verify",
            "where",
            "health",
            "network",
            "shell",
            "allow_failures",
            "when",
            "cache");

    /// A job of one command has the keys of a stage at the top.
    static final Keys JOB = new Keys(
            Stream.concat(Stream.of("dsg", "name", "description", "stages"), STAGE_NOW.stream())
                    .toList(),
            Stream.concat(Stream.of("params", "defaults", "cite"), STAGE_LATER.stream())
                    .toList());

    static final Keys STAGE = new Keys(STAGE_NOW, STAGE_LATER);
    static final Keys SWEEP = new Keys(List.of("grid"), List.of("zip", "csv", "lines", "files", "each", "as"));
    static final Keys AXIS = new Keys(List.of("from", "to", "steps", "range"), List.of());
    static final Keys INPUT = new Keys(List.of("from", "as"), List.of());
    static final Keys OUTPUT = new Keys(List.of("path", "show", "caption"), List.of());
    static final Keys RESOURCES = new Keys(List.of("cpu", "memory"), List.of("gpu", "disk", "any_of"));
    static final Keys TIME = new Keys(List.of(), List.of("limit", "expect"));
    static final Keys RETRY = new Keys(List.of(), List.of("max", "on", "wait", "grow"));

    List<String> all() {
        return Stream.concat(now.stream(), later.stream()).toList();
    }
}
