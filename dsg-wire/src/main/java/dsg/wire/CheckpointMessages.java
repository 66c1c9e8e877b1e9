// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.Checkpoint;
import dsg.model.Checkpointing;
import dsg.model.Digest;
import dsg.model.Order;
import dsg.wire.proto.InputFile;
import dsg.wire.proto.Saved;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What tasks keep of their work, as it is sent.
final class CheckpointMessages {

    private CheckpointMessages() {}

    static Saved toProto(AttemptId attempt, Checkpoint checkpoint) {
        return Saved.newBuilder()
                .setAttempt(attempt.toString())
                .setNumber(checkpoint.number())
                .addAllFiles(toProto(checkpoint.files()))
                .build();
    }

    static Checkpoint fromProto(Saved saved) {
        return new Checkpoint(saved.getNumber(), fromProto(saved.getFilesList()));
    }

    /// Adds to an order what its task keeps, and what it goes on from.
    static void add(Order order, dsg.wire.proto.Order.Builder to) {
        order.checkpoint()
                .ifPresent(what -> to.addAllCheckpoint(what.files())
                        .setCheckpointEveryMs(what.every().toMillis()));
        to.addAllSaved(toProto(order.saved()));
    }

    /// The order with what its task keeps, and what it goes on from.
    static Order with(Order order, dsg.wire.proto.Order from) {
        Optional<Checkpointing> what = from.getCheckpointCount() > 0
                ? Optional.of(
                        new Checkpointing(from.getCheckpointList(), Duration.ofMillis(from.getCheckpointEveryMs())))
                : Optional.empty();
        return order.keeping(what, fromProto(from.getSavedList()));
    }

    private static List<InputFile> toProto(List<Checkpoint.Saved> files) {
        return files.stream()
                .map(file -> InputFile.newBuilder()
                        .setPath(file.path())
                        .setSha256(file.artefact().digest().hex())
                        .setBytes(file.artefact().bytes())
                        .build())
                .toList();
    }

    private static List<Checkpoint.Saved> fromProto(List<InputFile> files) {
        return files.stream()
                .map(file -> new Checkpoint.Saved(
                        file.getPath(), new Artefact(new Digest(file.getSha256()), file.getBytes())))
                .toList();
    }
}
