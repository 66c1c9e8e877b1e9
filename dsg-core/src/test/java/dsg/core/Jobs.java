// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AllowedFailures;
import dsg.model.Checkpointing;
import dsg.model.Command;
import dsg.model.Condition;
import dsg.model.Input;
import dsg.model.JobSpec;
import dsg.model.Output;
import dsg.model.Request;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import dsg.model.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
        return new Stage(name);
    }

    /// A stage to which a case gives only what matters to it.
    static final class Stage {
        private final String name;
        private Command command = new Command.Shell(Template.of("true"));
        private final List<UnaryOperator<StageSpec.Builder>> more = new ArrayList<>();

        private Stage(String name) {
            this.name = name;
        }

        private Stage with(UnaryOperator<StageSpec.Builder> other) {
            more.add(other);
            return this;
        }

        Stage tasks(int tasks) {
            return sweep(new Sweep.Grid(List.of(new Sweep.Axis("i", new Sweep.Values.Range(1, tasks)))));
        }

        Stage sweep(Sweep other) {
            return with(stage -> stage.sweep(other));
        }

        Stage takes(Input... other) {
            return with(stage -> stage.inputs(List.of(other)));
        }

        Stage runs(Command other) {
            command = other;
            return this;
        }

        Stage makes(Output... other) {
            return with(stage -> stage.outputs(List.of(other)));
        }

        Stage asks(int cpuMilli, long memoryMib) {
            return asks(Request.of(new Resources(cpuMilli, memoryMib)));
        }

        Stage asks(Request request) {
            return with(stage -> stage.request(request));
        }

        Stage retry(int times) {
            return retry(RetryPolicy.upTo(times));
        }

        Stage retry(RetryPolicy retry) {
            return with(stage -> stage.retry(retry));
        }

        Stage allows(int failures) {
            return with(stage -> stage.allowFailures(new AllowedFailures.Count(failures)));
        }

        Stage when(String expression) {
            return with(stage -> stage.when(new Condition.When(expression)));
        }

        Stage keeps(String... files) {
            return with(stage -> stage.checkpoint(Optional.of(new Checkpointing(List.of(files), Checkpointing.EVERY))));
        }

        Stage uncached() {
            return with(stage -> stage.cache(false));
        }

        Stage after(String... stages) {
            return with(stage -> stage.needs(List.of(stages)));
        }

        Stage env(Map<String, Template> other) {
            return with(stage -> stage.env(other));
        }

        StageSpec spec() {
            StageSpec.Builder stage = StageSpec.of(name, command);
            more.forEach(other -> other.apply(stage));
            return stage.build();
        }
    }
}
