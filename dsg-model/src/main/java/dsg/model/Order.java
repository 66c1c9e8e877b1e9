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
/// @param checkpoint what the task keeps of its work
/// @param saved what an earlier attempt has kept, which lies in the folder before this one starts
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
        boolean network,
        Optional<Checkpointing> checkpoint,
        List<Checkpoint.Saved> saved) {

    public Order {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        saved = List.copyOf(saved);
    }

    /// An order of a task that keeps nothing.
    public Order(
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
        this(attempt, argv, typed, env, inputs, outputs, resources, time, health, network, Optional.empty(), List.of());
    }

    /// The same for a task that keeps this of its work, and goes on from what an earlier attempt has kept.
    public Order keeping(Optional<Checkpointing> what, List<Checkpoint.Saved> before) {
        return new Order(attempt, argv, typed, env, inputs, outputs, resources, time, health, network, what, before);
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
        return new Order(attempt, command, Optional.empty(), all, inputs, outputs, resources, time, health, network)
                .keeping(checkpoint, saved);
    }

    /// All that says what it runs, in words.
    public List<String> words() {
        List<String> words = new ArrayList<>(typed.map(TypedTask::words).orElse(List.of()));
        words.addAll(argv);
        return List.copyOf(words);
    }
}
