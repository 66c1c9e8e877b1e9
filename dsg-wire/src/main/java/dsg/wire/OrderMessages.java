// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.Command;
import dsg.model.Digest;
import dsg.model.Health;
import dsg.model.Input;
import dsg.model.Order;
import dsg.model.Output;
import dsg.model.Resources;
import dsg.model.Template;
import dsg.model.TimeLimit;
import dsg.model.TypedTask;
import dsg.wire.proto.InputFile;
import dsg.wire.proto.Probe;
import dsg.wire.proto.Typed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Orders between the model and the wire.
final class OrderMessages {

    private OrderMessages() {}

    static dsg.wire.proto.Order toProto(Order order) {
        dsg.wire.proto.Order.Builder builder = dsg.wire.proto.Order.newBuilder()
                .setAttempt(order.attempt().toString())
                .addAllArgv(order.argv())
                .putAllEnv(order.env())
                .setCpuMilli(order.resources().cpuMilli())
                .setMemoryMib(order.resources().memoryMib())
                .setDiskMib(order.resources().diskMib())
                .setGpus(order.resources().gpus())
                .setNetwork(order.network())
                .setTimeLimitMs(
                        switch (order.time()) {
                            case TimeLimit.Unlimited() -> 0;
                            case TimeLimit.AtMost(Duration duration) -> duration.toMillis();
                        });
        order.health()
                .probe()
                .ifPresent(probe -> builder.setProbe(Probe.newBuilder()
                        .addAllArgv(probe.command().argv(Map.of()))
                        .setEveryMs(probe.every().toMillis())
                        .setFailures(probe.failures())));
        order.health()
                .quiet()
                .ifPresent(quiet -> builder.setQuietMs(quiet.after().toMillis()).setEndWhenQuiet(quiet.end()));
        order.typed().map(OrderMessages::toProto).ifPresent(builder::setTyped);
        for (Input input : order.inputs()) {
            builder.addInputs(toProto(input));
        }
        for (Output output : order.outputs()) {
            builder.addOutputsBuilder().setName(output.name()).setPath(output.path());
        }
        CheckpointMessages.add(order, builder);
        return builder.build();
    }

    private static Typed toProto(TypedTask task) {
        Typed.Builder builder = Typed.newBuilder().setType(task.type()).setPin(task.pin());
        task.values()
                .forEach((key, values) -> builder.addKeysBuilder().setName(key).addAllValues(values));
        return builder.build();
    }

    private static TypedTask fromProto(Typed typed) {
        SortedMap<String, List<String>> values = new TreeMap<>();
        typed.getKeysList().forEach(key -> values.put(key.getName(), key.getValuesList()));
        return new TypedTask(typed.getType(), typed.getPin(), values);
    }

    private static dsg.wire.proto.Input toProto(Input input) {
        dsg.wire.proto.Input.Builder builder =
                dsg.wire.proto.Input.newBuilder().setName(input.name()).setPath(input.path());
        switch (input) {
            case Input.Local local -> {
                for (Input.LocalFile file : local.files()) {
                    builder.addFiles(InputFile.newBuilder()
                            .setPath(file.path())
                            .setSha256(file.artefact().digest().hex())
                            .setBytes(file.artefact().bytes()));
                }
            }
            case Input.From from ->
                builder.setGather(from.as().name()).setStage(from.stage()).setOutput(from.output());
        }
        return builder.build();
    }

    static Order fromProto(dsg.wire.proto.Order order) {
        Order plain = new Order(
                AttemptId.parse(order.getAttempt()),
                order.getArgvList(),
                order.hasTyped() ? Optional.of(fromProto(order.getTyped())) : Optional.empty(),
                order.getEnvMap(),
                order.getInputsList().stream().map(OrderMessages::fromProto).toList(),
                order.getOutputsList().stream()
                        .map(output -> new Output(output.getName(), output.getPath(), false, ""))
                        .toList(),
                new Resources(order.getCpuMilli(), order.getMemoryMib(), order.getDiskMib(), order.getGpus()),
                order.getTimeLimitMs() == 0
                        ? new TimeLimit.Unlimited()
                        : new TimeLimit.AtMost(Duration.ofMillis(order.getTimeLimitMs())),
                health(order),
                order.getNetwork());
        return CheckpointMessages.with(plain, order);
    }

    private static Health health(dsg.wire.proto.Order order) {
        Optional<Health.Probe> probe = order.hasProbe()
                ? Optional.of(new Health.Probe(
                        new Command.Program(order.getProbe().getArgvList().stream()
                                .map(Template::of)
                                .toList()),
                        Duration.ofMillis(order.getProbe().getEveryMs()),
                        order.getProbe().getFailures()))
                : Optional.empty();
        Optional<Health.Quiet> quiet = order.getQuietMs() > 0
                ? Optional.of(new Health.Quiet(Duration.ofMillis(order.getQuietMs()), order.getEndWhenQuiet()))
                : Optional.empty();
        return new Health(probe, quiet);
    }

    private static Input fromProto(dsg.wire.proto.Input input) {
        if (input.getGather().isEmpty()) {
            List<Input.LocalFile> files = input.getFilesList().stream()
                    .map(file -> new Input.LocalFile(
                            file.getPath(), new Artefact(new Digest(file.getSha256()), file.getBytes())))
                    .toList();
            return new Input.Local(input.getName(), input.getPath(), files);
        }
        return new Input.From(
                input.getName(),
                input.getStage(),
                input.getOutput(),
                Input.Gather.valueOf(input.getGather()),
                input.getPath());
    }
}
