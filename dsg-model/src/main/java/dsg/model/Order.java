// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.List;
import java.util.Map;

/// What a node is told to do: one attempt, with its placeholders filled in. Inputs that other stages made are
/// named here and asked for when the node needs them, so that an order stays small however much it gathers.
///
/// @param argv the program and its arguments
/// @param health how it is watched; placeholders in a probe's command are filled in, too
/// @param network whether it may use the network
/// @param env the variables that the job file names, over the task's clean environment
public record Order(
        AttemptId attempt,
        List<String> argv,
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
}
