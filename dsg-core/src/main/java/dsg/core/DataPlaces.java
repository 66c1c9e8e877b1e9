// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.NodeId;
import dsg.model.StageId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which nodes have which large contents, or are bringing them, and how fast they bring what they lack: as they have
/// told of late. The coordinator has everything. It is no part of the journal, for it makes nothing true: nodes tell
/// all of it again when they arrive.
public final class DataPlaces {

    /// What a cable of 1 Gbit/s brings, until a node has told better.
    static final long USUAL_BYTES_PER_SECOND = 100_000_000;

    private static final int FORGET_AT_LEAST = 1_000;

    private final Map<NodeId, Set<Digest>> held = new HashMap<>();
    private final Map<NodeId, Long> rates = new HashMap<>();
    private final Map<StageId, LargeInputs> inputs = new HashMap<>();
    private int forgetAt = FORGET_AT_LEAST;

    DataPlaces() {}

    /// Takes what a command says of places, if it does.
    void take(GridCommand command) {
        if (command instanceof GridCommand.Arrive arrive) {
            held.remove(arrive.node());
        } else if (command instanceof GridCommand.Hold hold) {
            Set<Digest> here = held.computeIfAbsent(hold.node(), _ -> new HashSet<>());
            hold.dropped().forEach(here::remove);
            here.addAll(hold.taken());
            hold.bytesPerSecond().ifPresent(rate -> rates.put(hold.node(), Math.max(1, rate)));
        }
    }

    /// How many bytes of these the node lacks.
    long lacks(NodeId node, List<Artefact> data) {
        Set<Digest> here = held.getOrDefault(node, Set.of());
        long bytes = 0;
        for (Artefact artefact : data) {
            bytes += here.contains(artefact.digest()) ? 0 : artefact.bytes();
        }
        return bytes;
    }

    /// How long the node would take to bring so many bytes.
    Duration toBring(NodeId node, long bytes) {
        long rate = rates.getOrDefault(node, USUAL_BYTES_PER_SECOND);
        return Duration.ofMillis((long) (1000.0 * bytes / rate));
    }

    /// What the tasks of this stage, which may run, take of large contents. Looked at once: it does not change
    /// while the stage may run, but for stages before it that are made again, and to be wrong then costs time only.
    LargeInputs inputs(JobLedger job, StageLedger stage, Collection<JobLedger> active) {
        LargeInputs known = inputs.get(stage.id());
        if (known == null) {
            forgetOthers(active);
            known = LargeInputs.of(job, stage);
            inputs.put(stage.id(), known);
        }
        return known;
    }

    /// Now and then, when they have become many, those of jobs that are over.
    private void forgetOthers(Collection<JobLedger> active) {
        if (inputs.size() >= forgetAt) {
            Set<JobId> alive = active.stream().map(JobLedger::id).collect(Collectors.toSet());
            inputs.keySet().removeIf(id -> !alive.contains(id.job()));
            forgetAt = Math.max(FORGET_AT_LEAST, 2 * inputs.size());
        }
    }
}
