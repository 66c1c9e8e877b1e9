// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.ByteString;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes an artefact that a node hands over.
final class Keeper implements StreamObserver<KeepPart> {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final NodeId node;
    private final LinkHandler handler;
    private final StreamObserver<Kept> answer;
    private String sha256 = "";
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private boolean refused;

    Keeper(NodeId node, LinkHandler handler, StreamObserver<Kept> answer) {
        this.node = node;
        this.handler = handler;
        this.answer = answer;
    }

    @Override
    public void onNext(KeepPart part) {
        if (refused) {
            return; // it was on its way when this was said
        }
        try {
            if (!handler.hasRoom()) {
                throw new NoRoomException("the coordinator's disk is full");
            }
            OutputStream open = out;
            if (open == null) {
                sha256 = part.getSha256();
                Path received = handler.receive();
                file = received;
                open = Files.newOutputStream(received);
                out = open;
            }
            ByteString content = part.getContent();
            content.writeTo(open);
        } catch (IOException e) {
            refuse(e);
        }
    }

    private void refuse(Exception why) {
        refused = true;
        abandon();
        Status status = handler.hasRoom() ? Status.UNAVAILABLE : Status.RESOURCE_EXHAUSTED;
        answer.onError(status.withDescription(why.toString()).asException());
    }

    @Override
    public void onError(Throwable why) {
        abandon();
    }

    @Override
    public void onCompleted() {
        if (refused) {
            return;
        }
        try {
            OutputStream open = out;
            Path received = file;
            if (open == null || received == null) {
                throw new IOException("nothing was handed over");
            }
            open.close();
            handler.keep(node, new Digest(sha256), received);
            answer.onNext(Kept.getDefaultInstance());
            answer.onCompleted();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("Node {} handed over {}, which was not taken: {}", node, sha256, e.toString());
            refuse(e);
        }
    }

    private void abandon() {
        try {
            if (out != null) {
                out.close();
            }
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("What node {} handed over in part could not be removed: {}", node, e.toString());
        }
    }
}
