// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Optional;
import java.util.Set;

/// What a task needs of its node: so much of it, all of these tags on it, and that it runs tasks of this kind, and
/// isolates them so well. Tasks with equal requests wait for the same reason.
///
/// @param least the weakest rung of isolation that it may run in; none: any that the node has for it
/// @param kind the type of the task if it is not `run`: its name, and `@` and its hash if it comes from a jar
public record Request(Resources resources, Set<String> tags, Optional<Isolation> least, Optional<String> kind) {

    /// The type of tasks that every node runs: commands.
    public static final String RUN = "run";

    /// What a task needs that asks for nothing.
    public static final Request DEFAULT = of(Resources.DEFAULT);

    public Request {
        tags = Set.copyOf(tags);
    }

    /// A command on a node with all of these tags.
    public Request(Resources resources, Set<String> tags) {
        this(resources, tags, Optional.empty(), Optional.empty());
    }

    /// These resources on any node.
    public static Request of(Resources resources) {
        return new Request(resources, Set.of());
    }

    /// The same with other resources.
    public Request with(Resources other) {
        return new Request(other, tags, least, kind);
    }

    /// The type of the task.
    public String type() {
        return kind.orElse(RUN);
    }

    /// For people: `cpu 1, memory 512MiB, tags wired`.
    @Override
    public String toString() {
        return resources
                + (tags.isEmpty()
                        ? ""
                        : ", tags " + String.join(", ", tags.stream().sorted().toList()))
                + least.map(rung -> ", isolation " + rung.word()).orElse("")
                + kind.map(type -> ", " + type.replaceFirst("@.*", "")).orElse("");
    }
}
