// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import dsg.model.NodeId;
import dsg.wire.proto.KeepPart;
import dsg.wire.proto.Kept;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes an artefact that a node hands over, from its beginning or from where the last link broke.
final class Keeper implements StreamObserver<KeepPart> {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final NodeId node;
    private final LinkHandler handler;
    private final Partials partials;
    private final StreamObserver<Kept> answer;
    private Optional<Digest> artefact = Optional.empty();
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private boolean over;

    Keeper(NodeId node, LinkHandler handler, Partials partials, StreamObserver<Kept> answer) {
        this.node = node;
        this.handler = handler;
        this.partials = partials;
        this.answer = answer;
    }

    @Override
    public synchronized void onNext(KeepPart part) {
        if (over) {
            return; // it was on its way when this was said
        }
        try {
            if (!handler.hasRoom()) {
                throw new NoRoomException("the coordinator's disk is full");
            }
            OutputStream open = out;
            if (open == null) {
                open = begin(part);
                out = open;
            }
            part.getContent().writeTo(open);
        } catch (IOException | IllegalArgumentException e) {
            refuse(e);
        }
    }

    private OutputStream begin(KeepPart part) throws IOException {
        Digest digest = new Digest(part.getSha256());
        artefact = Optional.of(digest);
        partials.arrives(node, digest, this);
        if (part.getOffset() == 0) {
            Path received = handler.receive();
            file = received;
            return Files.newOutputStream(received);
        }
        Path begun = partials.take(node, digest, part.getOffset())
                .orElseThrow(() -> new IOException("its beginning is not here"));
        file = begun;
        return Files.newOutputStream(begun, StandardOpenOption.APPEND);
    }

    private void refuse(Exception why) {
        end();
        abandon();
        if (!handler.hasRoom()) {
            partials.giveUpAll();
        }
        Status status = handler.hasRoom() ? Status.UNAVAILABLE : Status.RESOURCE_EXHAUSTED;
        answer.onError(status.withDescription(why.toString()).asException());
    }

    private void end() {
        over = true;
        artefact.ifPresent(digest -> partials.arrivesNoMore(node, digest, this));
    }

    @Override
    public void onError(Throwable why) {
        breakOff();
    }

    /// No more comes this way; what is here may be gone on with.
    synchronized void breakOff() {
        Path received = file;
        if (over) {
            return;
        }
        end();
        if (received == null || artefact.isEmpty() || !close()) {
            abandon();
        } else {
            partials.keep(node, artefact.get(), received);
        }
    }

    private boolean close() {
        try {
            if (out != null) {
                out.close();
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public synchronized void onCompleted() {
        if (over) {
            return;
        }
        try {
            Path received = file;
            if (received == null || artefact.isEmpty() || !close()) {
                throw new IOException("nothing was handed over");
            }
            handler.keep(node, artefact.get(), received);
            end();
            answer.onNext(Kept.getDefaultInstance());
            answer.onCompleted();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("What node {} handed over was not taken: {}", node, e.toString());
            refuse(e);
        }
    }

    private void abandon() {
        close();
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("What node {} handed over in part could not be removed: {}", node, e.toString());
        }
    }
}
