// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A stage as the job file says it, complete: every default filled in.
///
/// @param when whether it runs at all
/// @param expect how long a task is expected to run, if the job file says so
/// @param checkpoint what its tasks keep of their work, so that another attempt can go on from there
/// @param network whether its tasks may use the network
/// @param cache whether `dsg resume` may reuse what its tasks made
public record StageSpec(
        String name,
        Sweep sweep,
        Condition when,
        List<Input> inputs,
        Command command,
        List<Output> outputs,
        Request request,
        TimeLimit time,
        Optional<Duration> expect,
        RetryPolicy retry,
        AllowedFailures allowFailures,
        Health health,
        Optional<Checkpointing> checkpoint,
        boolean network,
        boolean cache,
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

    /// A stage of one task that runs this command and asks for nothing special, to be said more of.
    public static Builder of(String name, Command command) {
        return new Builder(name, command);
    }

    /// How many tasks the stage has.
    public int tasks() {
        return (int) sweep.size();
    }

    /// How many of them may fail and the job go on.
    public int failuresAllowed() {
        return allowFailures.of(tasks());
    }

    /// The stages that this one comes after, by data or by `needs`.
    public Set<String> upstream() {
        Set<String> upstream = new LinkedHashSet<>();
        follows().ifPresent(upstream::add);
        upstream.addAll(gathersFrom());
        upstream.addAll(needs);
        return upstream;
    }

    /// The stage that this one follows task by task (`sweep: {each: stage.output}`): task `n` may start once task `n`
    /// of that stage is done.
    public Optional<String> follows() {
        return sweep instanceof Sweep.Each each ? Optional.of(each.stage()) : Optional.empty();
    }

    /// The stages whose outputs its tasks take as a whole.
    public Set<String> gathersFrom() {
        Set<String> gathered = new LinkedHashSet<>();
        for (Input input : inputs) {
            switch (input) {
                case Input.Local _ -> {}
                case Input.From from -> gathered.add(from.stage());
            }
        }
        return gathered;
    }

    /// The files from beside the job file that its tasks take, all of them or one each.
    public Stream<Input.LocalFile> localFiles() {
        Stream<Input.LocalFile> swept =
                sweep instanceof Sweep.Files(var _, List<Input.LocalFile> files) ? files.stream() : Stream.empty();
        return Stream.concat(swept, inputs.stream().flatMap(input -> switch (input) {
            case Input.Local local -> local.files().stream();
            case Input.From _ -> Stream.empty();
        }));
    }

    /// The output with this name.
    public Optional<Output> output(String output) {
        return outputs.stream()
                .filter(candidate -> candidate.name().equals(output))
                .findFirst();
    }

    /// A stage of which only what is not by default is said.
    public static final class Builder {
        private final String name;
        private final Command command;
        private Sweep sweep = new Sweep.Single();
        private Condition when = new Condition.Always();
        private List<Input> inputs = List.of();
        private List<Output> outputs = List.of();
        private Request request = Request.DEFAULT;
        private TimeLimit time = new TimeLimit.Unlimited();
        private Optional<Duration> expect = Optional.empty();
        private RetryPolicy retry = RetryPolicy.NEVER;
        private AllowedFailures allowFailures = AllowedFailures.none();
        private Health health = Health.UNWATCHED;
        private Optional<Checkpointing> checkpoint = Optional.empty();
        private boolean network = false;
        private boolean cache = true;
        private List<String> needs = List.of();
        private Map<String, Template> env = Map.of();

        private Builder(String name, Command command) {
            this.name = name;
            this.command = command;
        }

        public Builder sweep(Sweep value) {
            sweep = value;
            return this;
        }

        public Builder when(Condition value) {
            when = value;
            return this;
        }

        public Builder inputs(List<Input> value) {
            inputs = value;
            return this;
        }

        public Builder outputs(List<Output> value) {
            outputs = value;
            return this;
        }

        public Builder request(Request value) {
            request = value;
            return this;
        }

        public Builder time(TimeLimit value) {
            time = value;
            return this;
        }

        public Builder expect(Optional<Duration> value) {
            expect = value;
            return this;
        }

        public Builder retry(RetryPolicy value) {
            retry = value;
            return this;
        }

        public Builder allowFailures(AllowedFailures value) {
            allowFailures = value;
            return this;
        }

        public Builder health(Health value) {
            health = value;
            return this;
        }

        public Builder checkpoint(Optional<Checkpointing> value) {
            checkpoint = value;
            return this;
        }

        public Builder network(boolean value) {
            network = value;
            return this;
        }

        public Builder cache(boolean value) {
            cache = value;
            return this;
        }

        public Builder needs(List<String> value) {
            needs = value;
            return this;
        }

        public Builder env(Map<String, Template> value) {
            env = value;
            return this;
        }

        /// The stage.
        public StageSpec build() {
            return new StageSpec(
                    name,
                    sweep,
                    when,
                    inputs,
                    command,
                    outputs,
                    request,
                    time,
                    expect,
                    retry,
                    allowFailures,
                    health,
                    checkpoint,
                    network,
                    cache,
                    needs,
                    env);
        }
    }
}
