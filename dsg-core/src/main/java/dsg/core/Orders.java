// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.Input;
import dsg.model.Order;
import dsg.model.StageSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/// Turns a task into the order that a node carries out: placeholders filled in.
final class Orders {

    private Orders() {}

    static Order order(JobLedger job, AttemptId attempt) {
        StageSpec stage = job.stageNamed(attempt.task().stage()).spec();
        Map<String, String> values =
                new LinkedHashMap<>(stage.sweep().values(attempt.task().number()));
        for (Input input : stage.inputs()) {
            values.put("in." + input.name(), input.path());
        }
        Map<String, String> env = new LinkedHashMap<>();
        stage.env().forEach((name, template) -> env.put(name, template.fill(values)));
        return new Order(
                attempt,
                stage.command().argv(values),
                env,
                stage.inputs(),
                stage.outputs(),
                stage.resources(),
                stage.time());
    }
}
