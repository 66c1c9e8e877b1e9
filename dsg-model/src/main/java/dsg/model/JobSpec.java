// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A job as its file says it, checked and complete. Stages stand in the order of the file; they form a
/// directed graph without cycles.
public record JobSpec(String name, String description, List<StageSpec> stages) {

    /// The stage's name in a job that names none.
    public static final String ONLY_STAGE = "main";

    public JobSpec {
        stages = List.copyOf(stages);
        Set<String> names = new HashSet<>();
        for (StageSpec stage : stages) {
            if (!names.add(stage.name())) {
                throw new IllegalArgumentException("Two stages are called " + stage.name() + ".");
            }
        }
        for (StageSpec stage : stages) {
            if (!names.containsAll(stage.upstream())) {
                throw new IllegalArgumentException("Stage " + stage.name() + " waits for " + stage.upstream() + ".");
            }
        }
    }

    public Optional<StageSpec> stage(String stage) {
        return stages.stream()
                .filter(candidate -> candidate.name().equals(stage))
                .findFirst();
    }

    /// How many tasks the job has.
    public long tasks() {
        return stages.stream().mapToLong(StageSpec::tasks).sum();
    }

    /// Whether no other stage takes this stage's outputs: its outputs are the job's results.
    public boolean isFinal(String stage) {
        return stages.stream()
                .flatMap(other -> other.inputs().stream())
                .noneMatch(input ->
                        input instanceof Input.From from && from.stage().equals(stage));
    }
}
