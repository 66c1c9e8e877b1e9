// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Command;
import dsg.model.Input;
import dsg.model.JobSpec;
import dsg.model.Output;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import dsg.model.Template;
import dsg.model.TimeLimit;
import java.util.List;
import java.util.Map;

/// Jobs for cases: `job("orbit", stage("simulate").tasks(3), stage("fit").after("simulate"))`.
final class Jobs {

    private Jobs() {}

    static JobSpec job(String name, Stage... stages) {
        return new JobSpec(name, "", List.of(stages).stream().map(Stage::spec).toList());
    }

    /// A job of one stage `main`.
    static JobSpec tasks(int tasks) {
        return job("orbit", stage("main").tasks(tasks));
    }

    static Stage stage(String name) {
        return new Stage(
                name,
                new Sweep.Single(),
                List.of(),
                new Command.Shell(Template.of("true")),
                List.of(),
                Resources.DEFAULT,
                RetryPolicy.NEVER,
                List.of(),
                Map.of());
    }

    /// A stage to which a case gives only what matters to it.
    record Stage(
            String name,
            Sweep sweep,
            List<Input> inputs,
            Command command,
            List<Output> outputs,
            Resources resources,
            RetryPolicy retry,
            List<String> needs,
            Map<String, Template> env) {

        Stage tasks(int tasks) {
            return sweep(new Sweep.Grid(List.of(new Sweep.Axis("i", new Sweep.Values.Range(1, tasks)))));
        }

        Stage sweep(Sweep other) {
            return new Stage(name, other, inputs, command, outputs, resources, retry, needs, env);
        }

        Stage takes(Input... other) {
            return new Stage(name, sweep, List.of(other), command, outputs, resources, retry, needs, env);
        }

        Stage runs(Command other) {
            return new Stage(name, sweep, inputs, other, outputs, resources, retry, needs, env);
        }

        Stage makes(Output... other) {
            return new Stage(name, sweep, inputs, command, List.of(other), resources, retry, needs, env);
        }

        Stage asks(int cpuMilli, long memoryMib) {
            Resources other = new Resources(cpuMilli, memoryMib);
            return new Stage(name, sweep, inputs, command, outputs, other, retry, needs, env);
        }

        Stage retry(int times) {
            return new Stage(name, sweep, inputs, command, outputs, resources, RetryPolicy.upTo(times), needs, env);
        }

        Stage after(String... stages) {
            return new Stage(name, sweep, inputs, command, outputs, resources, retry, List.of(stages), env);
        }

        Stage env(Map<String, Template> other) {
            return new Stage(name, sweep, inputs, command, outputs, resources, retry, needs, other);
        }

        StageSpec spec() {
            return new StageSpec(
                    name, sweep, inputs, command, outputs, resources, new TimeLimit.Unlimited(), retry, needs, env);
        }
    }
}
