// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.Command;
import dsg.model.Health;
import dsg.model.Input;
import dsg.model.Order;
import dsg.model.StageSpec;
import dsg.model.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns a task into the order that a node carries out: placeholders filled in.
final class Orders {

    private Orders() {}

    static Order order(JobLedger job, AttemptId attempt) {
        StageLedger ledger = job.stageNamed(attempt.task().stage());
        StageSpec stage = ledger.spec();
        int number = attempt.task().number();
        Map<String, String> values = values(job, stage, number);
        return new Order(
                        attempt,
                        command(stage.command(), values),
                        stage.command() instanceof Command.Typed typed
                                ? Optional.of(typed.fill(values))
                                : Optional.empty(),
                        env(stage, values),
                        inputs(stage, number),
                        stage.outputs(),
                        ledger.requestOf(number).resources(),
                        stage.time(),
                        new Health(
                                stage.health().probe().map(probe -> filled(probe, values)),
                                stage.health().quiet()),
                        stage.network())
                .keeping(
                        stage.checkpoint(),
                        job.checkpoints()
                                .newest(attempt.task())
                                .map(kept -> kept.checkpoint().files())
                                .orElse(List.of()));
    }

    private static List<String> command(Command command, Map<String, String> values) {
        return command instanceof Command.Typed typed
                ? typed.run().map(run -> run.argv(values)).orElse(List.of())
                : command.argv(values);
    }

    /// The values of the task's placeholders, by name.
    static Map<String, String> values(JobLedger job, StageSpec stage, int number) {
        Map<String, String> values = new LinkedHashMap<>(stage.sweep().values(number));
        stage.inputs().forEach(input -> values.put("in." + input.name(), input.path()));
        job.spec().params().forEach((name, value) -> values.put("params." + name, value));
        return values;
    }

    static Map<String, String> env(StageSpec stage, Map<String, String> values) {
        Map<String, String> env = new LinkedHashMap<>();
        stage.env().forEach((name, template) -> env.put(name, template.fill(values)));
        return env;
    }

    static List<Input> inputs(StageSpec stage, int number) {
        List<Input> inputs = new ArrayList<>(stage.inputs());
        inputs.addAll(stage.sweep().inputs(number));
        return inputs;
    }

    private static Health.Probe filled(Health.Probe probe, Map<String, String> values) {
        List<Template> argv =
                probe.command().argv(values).stream().map(Template::of).toList();
        return new Health.Probe(new Command.Program(argv), probe.every(), probe.failures());
    }
}
