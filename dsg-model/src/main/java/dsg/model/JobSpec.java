// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A job as its file says it, checked and complete. Stages stand in the order of the file; they form a directed graph
/// without cycles.
///
/// @param params the job's parameters with the values they have in this job, in the order of the file
/// @param citations what the job builds on, DOIs or text, for its results
public record JobSpec(
        String name, String description, Map<String, String> params, List<String> citations, List<StageSpec> stages) {

    /// The stage's name in a job that names none.
    public static final String ONLY_STAGE = "main";

    public JobSpec {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        citations = List.copyOf(citations);
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

    /// A job without parameters and citations.
    public JobSpec(String name, String description, List<StageSpec> stages) {
        this(name, description, Map.of(), List.of(), stages);
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
        return results().contains(stage);
    }

    /// The stages of which no other takes any outputs: theirs are the job's results.
    public Set<String> results() {
        Set<String> results = new LinkedHashSet<>();
        stages.forEach(stage -> results.add(stage.name()));
        for (StageSpec stage : stages) {
            results.removeAll(stage.gathersFrom());
            stage.follows().ifPresent(results::remove);
        }
        return results;
    }
}
