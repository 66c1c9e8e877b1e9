// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node is told to do: one attempt, with its placeholders filled in. Inputs that other stages made are
/// named here and asked for when the node needs them, so that an order stays small however much it gathers.
///
/// @param argv the program and its arguments; of a typed task what it says under `run`, if anything
/// @param typed the task if it is of another type than `run`
/// @param health how it is watched; placeholders in a probe's command are filled in, too
/// @param network whether it may use the network
/// @param env the variables that the job file names, over the task's clean environment
public record Order(
        AttemptId attempt,
        List<String> argv,
        Optional<TypedTask> typed,
        Map<String, String> env,
        List<Input> inputs,
        List<Output> outputs,
        Resources resources,
        TimeLimit time,
        Health health,
        boolean network) {

    public Order {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// A command.
    public Order(
            AttemptId attempt,
            List<String> argv,
            Map<String, String> env,
            List<Input> inputs,
            List<Output> outputs,
            Resources resources,
            TimeLimit time,
            Health health,
            boolean network) {
        this(attempt, argv, Optional.empty(), env, inputs, outputs, resources, time, health, network);
    }

    /// The same as a command: what a typed task comes to.
    ///
    /// @param more variables that its type adds
    public Order asCommand(List<String> command, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(env);
        return new Order(attempt, command, Optional.empty(), all, inputs, outputs, resources, time, health, network);
    }

    /// All that says what it runs, in words.
    public List<String> words() {
        List<String> words = new ArrayList<>(typed.map(TypedTask::words).orElse(List.of()));
        words.addAll(argv);
        return List.copyOf(words);
    }
}
