// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A stage as the job file says it, complete: every default filled in.
public record StageSpec(
        String name,
        Sweep sweep,
        List<Input> inputs,
        Command command,
        List<Output> outputs,
        Resources resources,
        TimeLimit time,
        RetryPolicy retry,
        List<String> needs,
        Map<String, Template> env) {

    /// The most tasks a stage can have.
    public static final long TASKS_MAX = Integer.MAX_VALUE - 8L;

    public StageSpec {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        needs = List.copyOf(needs);
        env = Map.copyOf(env);
        if (sweep.size() > TASKS_MAX) {
            throw new IllegalArgumentException("Stage " + name + " would have " + sweep.size() + " tasks.");
        }
    }

    /// How many tasks the stage has.
    public int tasks() {
        return (int) sweep.size();
    }

    /// The stages that must be done before this one begins, by data or by `needs`.
    public Set<String> upstream() {
        Set<String> upstream = new LinkedHashSet<>();
        for (Input input : inputs) {
            switch (input) {
                case Input.Local _ -> {}
                case Input.From from -> upstream.add(from.stage());
            }
        }
        upstream.addAll(needs);
        return upstream;
    }

    /// The output with this name.
    public Optional<Output> output(String output) {
        return outputs.stream()
                .filter(candidate -> candidate.name().equals(output))
                .findFirst();
    }
}
