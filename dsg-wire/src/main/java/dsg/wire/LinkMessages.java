// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dsg.model.Abilities;
import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.AttemptStatus;
import dsg.model.Digest;
import dsg.model.Isolation;
import dsg.model.NodeFacts;
import dsg.model.Resources;
import dsg.model.Software;
import dsg.model.TaskId;
import dsg.model.Usage;
import dsg.wire.proto.Content;
import dsg.wire.proto.GatheredItem;
import dsg.wire.proto.Hello;
import dsg.wire.proto.Produced;
import dsg.wire.proto.Report;
import dsg.wire.proto.Status;
import dsg.wire.proto.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// Turns what is meant into what is sent, and back. What cannot be read is an [IllegalArgumentException].
final class LinkMessages {

    /// The version of the protocol; a coordinator refuses a node that speaks another.
    static final int PROTOCOL = 1;

    private LinkMessages() {}

    /// @throws IllegalArgumentException if the node speaks another protocol; the message says what to do
    static void checkProtocol(Hello hello) {
        int spoken = hello.getProtocol();
        if (spoken != PROTOCOL) {
            throw new IllegalArgumentException("the node has DSG %s (protocol %d), which this coordinator (protocol %d)"
                            .formatted(hello.getVersion(), spoken, PROTOCOL)
                    + " does not understand: install the same version on both");
        }
    }

    static String text(Optional<TaskId> maker) {
        return maker.map(TaskId::toString).orElse("");
    }

    static Need need(String attempt, String maker) {
        return new Need(
                AttemptId.parse(attempt), maker.isEmpty() ? Optional.empty() : Optional.of(TaskId.parse(maker)));
    }

    static Hello toProto(NodeHello hello) {
        NodeFacts facts = hello.facts();
        Hello.Builder builder = Hello.newBuilder();
        facts.software().map(LinkMessages::toProto).ifPresent(builder::setSoftware);
        facts.hardware().map(MachineMessages::toProto).ifPresent(builder::setHardware);
        return builder.setProtocol(PROTOCOL)
                .setName(facts.name())
                .setCpuMilli(facts.capacity().cpuMilli())
                .setMemoryMib(facts.capacity().memoryMib())
                .setDiskMib(facts.capacity().diskMib())
                .setGpus(facts.capacity().gpus())
                .addAllTags(facts.tags())
                .setIsolation(facts.isolation().word())
                .setOs(facts.os())
                .setArch(facts.arch())
                .setCpu(facts.cpu())
                .setVersion(facts.version())
                .addAllHeld(hello.held().stream().map(AttemptId::toString).toList())
                .setChunkPort(hello.chunkPort())
                .addAllHolds(hello.holds().stream().map(ChunkMessages::bytes).toList())
                .setOffer(OfferMessages.toProto(hello.offer()))
                .addAllTypes(facts.abilities().types())
                .addAllLimits(facts.abilities().limits())
                .build();
    }

    static NodeHello fromProto(Hello hello) {
        NodeFacts facts = new NodeFacts(
                hello.getName(),
                new Resources(hello.getCpuMilli(), hello.getMemoryMib(), hello.getDiskMib(), hello.getGpus()),
                new HashSet<>(hello.getTagsList()),
                Isolation.valueOf(hello.getIsolation().toUpperCase(Locale.ROOT)),
                hello.getOs(),
                hello.getArch(),
                hello.getCpu(),
                hello.getVersion(),
                hello.hasSoftware() ? Optional.of(fromProto(hello.getSoftware())) : Optional.empty(),
                hello.hasHardware() ? Optional.of(MachineMessages.fromProto(hello.getHardware())) : Optional.empty(),
                hello.getTypesCount() == 0
                        ? Optional.empty()
                        : Optional.of(new Abilities(new HashSet<>(hello.getTypesList()), hello.getLimitsList())));
        return new NodeHello(
                facts,
                new HashSet<>(attempts(hello.getHeldList())),
                hello.getChunkPort(),
                new HashSet<>(ChunkMessages.digests(hello.getHoldsList())),
                OfferMessages.fromProto(hello.getOffer()));
    }

    static dsg.wire.proto.Software toProto(Software software) {
        return dsg.wire.proto.Software.newBuilder()
                .setKernel(software.kernel())
                .setJvm(software.jvm())
                .putAllPrograms(software.programs())
                .build();
    }

    static Software fromProto(dsg.wire.proto.Software software) {
        return new Software(software.getKernel(), software.getJvm(), new TreeMap<>(software.getProgramsMap()));
    }

    static List<AttemptId> attempts(Collection<String> names) {
        return names.stream().map(AttemptId::parse).toList();
    }

    static List<String> names(Collection<AttemptId> attempts) {
        return attempts.stream().map(AttemptId::toString).toList();
    }

    static Status toProto(AttemptStatus status) {
        Status.Builder builder = Status.newBuilder()
                .setAttempt(status.attempt().toString())
                .setNote(status.note())
                .putAllMetrics(status.metrics())
                .setQuietMs(status.quiet().toMillis())
                .setLooksStuck(status.looksStuck());
        status.progress().ifPresent(builder::setProgress);
        status.frozen().ifPresent(frozen -> builder.setFrozen(frozen.why()).setWantsToMove(frozen.wantsToMove()));
        return builder.build();
    }

    static AttemptStatus fromProto(Status status) {
        return new AttemptStatus(
                AttemptId.parse(status.getAttempt()),
                status.hasProgress() ? OptionalDouble.of(status.getProgress()) : OptionalDouble.empty(),
                status.getNote(),
                status.getMetricsMap(),
                Duration.ofMillis(status.getQuietMs()),
                status.getLooksStuck(),
                status.getFrozen().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new AttemptStatus.Frozen(status.getFrozen(), status.getWantsToMove())));
    }

    static Report toProto(Delivery delivery) {
        AttemptReport report = delivery.report();
        Report.Builder builder = Report.newBuilder()
                .setAttempt(delivery.attempt().toString())
                .setWallMs(report.usage().wall().toMillis())
                .setCpuUs(report.usage().cpu().toNanos() / 1000)
                .setPeakMemoryKib(report.usage().peakMemoryKib())
                .setLeftOutBytes(report.leftOutBytes());
        switch (report.end()) {
            case AttemptEnd.Done() -> builder.setEnd("done");
            case AttemptEnd.ExitCode(int code) -> builder.setEnd("failed").setNumber(code);
            case AttemptEnd.Signalled(int signal) -> builder.setEnd("signalled").setNumber(signal);
            case AttemptEnd.Broken(String why) -> builder.setEnd("broken").setWhy(why);
            case AttemptEnd.Unhealthy(String why) -> builder.setEnd("unhealthy").setWhy(why);
            case AttemptEnd.TimedOut(Duration limit) ->
                builder.setEnd("timed-out").setNumber(limit.toMillis());
            case AttemptEnd.OutOfMemory() -> builder.setEnd("out-of-memory");
            case AttemptEnd.Lost(String why) -> builder.setEnd("lost").setWhy(why);
            case AttemptEnd.Cancelled() -> builder.setEnd("cancelled");
        }
        for (AttemptReport.Produced produced : report.outputs()) {
            builder.addOutputs(Produced.newBuilder()
                    .setOutput(produced.output())
                    .setContent(content(produced.artefact(), delivery)));
        }
        if (report.out().bytes() > 0) {
            builder.setOut(content(report.out(), delivery));
        }
        delivery.checkpoint()
                .ifPresent(saved -> builder.setSaved(CheckpointMessages.toProto(delivery.attempt(), saved)));
        if (report.err().bytes() > 0) {
            builder.setErr(content(report.err(), delivery));
        }
        return builder.build();
    }

    private static Content content(Artefact artefact, Delivery delivery) {
        Content.Builder builder =
                Content.newBuilder().setSha256(artefact.digest().hex()).setBytes(artefact.bytes());
        byte[] inline = delivery.contents().get(artefact.digest());
        if (inline != null) {
            builder.setInline(UnsafeByteOperations.unsafeWrap(inline));
        }
        return builder.build();
    }

    static Delivery fromProto(Report report) {
        Map<Digest, byte[]> contents = new HashMap<>();
        List<AttemptReport.Produced> outputs = new ArrayList<>();
        for (Produced produced : report.getOutputsList()) {
            outputs.add(new AttemptReport.Produced(produced.getOutput(), artefact(produced.getContent(), contents)));
        }
        Artefact out = report.hasOut() ? artefact(report.getOut(), contents) : Artefact.EMPTY;
        Artefact err = report.hasErr() ? artefact(report.getErr(), contents) : Artefact.EMPTY;
        Usage usage = new Usage(
                Duration.ofMillis(report.getWallMs()),
                Duration.ofNanos(report.getCpuUs() * 1000),
                report.getPeakMemoryKib());
        return new Delivery(
                AttemptId.parse(report.getAttempt()),
                new AttemptReport(end(report), usage, outputs, out, err, report.getLeftOutBytes()),
                contents,
                report.hasSaved() ? Optional.of(CheckpointMessages.fromProto(report.getSaved())) : Optional.empty());
    }

    private static AttemptEnd end(Report report) {
        return switch (report.getEnd()) {
            case "done" -> new AttemptEnd.Done();
            case "failed" -> new AttemptEnd.ExitCode((int) report.getNumber());
            case "signalled" -> new AttemptEnd.Signalled((int) report.getNumber());
            case "broken" -> new AttemptEnd.Broken(report.getWhy());
            case "unhealthy" -> new AttemptEnd.Unhealthy(report.getWhy());
            case "timed-out" -> new AttemptEnd.TimedOut(Duration.ofMillis(report.getNumber()));
            case "out-of-memory" -> new AttemptEnd.OutOfMemory();
            case "lost" -> new AttemptEnd.Lost(report.getWhy());
            case "cancelled" -> new AttemptEnd.Cancelled();
            default -> throw new IllegalArgumentException("An attempt cannot end as " + report.getEnd() + ".");
        };
    }

    /// The artefact, after its inline bytes, if any, were checked against its name.
    private static Artefact artefact(Content content, Map<Digest, byte[]> contents) {
        Artefact named = new Artefact(new Digest(content.getSha256()), content.getBytes());
        ByteString inline = content.getInline();
        if (!inline.isEmpty() || content.getBytes() == 0) {
            byte[] bytes = inline.toByteArray();
            if (!Artefact.of(bytes).equals(named)) {
                throw new IllegalArgumentException("The content of " + named.digest() + " is not what its name says.");
            }
            contents.put(named.digest(), bytes);
        }
        return named;
    }

    static GatheredItem toProto(Gathered item) {
        GatheredItem.Builder builder = GatheredItem.newBuilder()
                .setTask(item.task().toString())
                .setPath(item.path())
                .setSha256(item.artefact().digest().hex())
                .setBytes(item.artefact().bytes());
        item.values()
                .forEach((name, value) ->
                        builder.addValues(Value.newBuilder().setName(name).setValue(value)));
        return builder.build();
    }

    static Gathered fromProto(GatheredItem item) {
        Map<String, String> values = new LinkedHashMap<>();
        item.getValuesList().forEach(value -> values.put(value.getName(), value.getValue()));
        return new Gathered(
                TaskId.parse(item.getTask()),
                values,
                item.getPath(),
                new Artefact(new Digest(item.getSha256()), item.getBytes()));
    }
}
