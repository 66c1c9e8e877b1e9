// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Set;

/// What a task needs of its node: so much of it, and all of these tags on it. Tasks with equal requests wait for the
/// same reason.
public record Request(Resources resources, Set<String> tags) {

    /// What a task needs that asks for nothing.
    public static final Request DEFAULT = of(Resources.DEFAULT);

    public Request {
        tags = Set.copyOf(tags);
    }

    /// These resources on any node.
    public static Request of(Resources resources) {
        return new Request(resources, Set.of());
    }

    /// For people: `cpu 1, memory 512MiB, tags wired`.
    @Override
    public String toString() {
        return resources
                + (tags.isEmpty()
                        ? ""
                        : ", tags " + String.join(", ", tags.stream().sorted().toList()));
    }
}
