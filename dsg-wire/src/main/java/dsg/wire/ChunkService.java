// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.UnsafeByteOperations;
import dsg.model.Digest;
import dsg.model.NodeId;
import dsg.wire.proto.Chunk;
import dsg.wire.proto.ChunksGrpc;
import dsg.wire.proto.FollowRequest;
import dsg.wire.proto.Have;
import dsg.wire.proto.ReadRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A holder's side of the reading of chunks.
final class ChunkService extends ChunksGrpc.ChunksImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkService.class);

    private final ChunkSource source;
    private final Throttle up;

    ChunkService(ChunkSource source, Throttle up) {
        this.source = source;
        this.up = up;
    }

    @Override
    public void read(ReadRequest request, StreamObserver<Chunk> answer) {
        Ticket ticket = new Ticket(request.getTicket());
        if (mayRead(ticket, answer)) {
            ReadyToSend.aside(
                    (ServerCallStreamObserver<Chunk>) answer,
                    ready -> send(ticket.artefact(), request.getChunk(), ready, answer));
        }
    }

    private void send(Digest artefact, int number, ReadyToSend ready, StreamObserver<Chunk> answer) {
        try {
            Optional<byte[]> chunk = source.read(artefact, number);
            if (chunk.isEmpty()) {
                answer.onError(Status.NOT_FOUND
                        .withDescription("that chunk is not here")
                        .asException());
                return;
            }
            ByteBuffer content = ByteBuffer.wrap(chunk.get());
            while (content.hasRemaining()) {
                int length = Math.min(LinkService.CHUNK, content.remaining());
                up.pass(length);
                ready.await();
                answer.onNext(Chunk.newBuilder()
                        .setContent(UnsafeByteOperations.unsafeWrap(content.slice(content.position(), length)))
                        .build());
                content.position(content.position() + length);
            }
            answer.onCompleted();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            answer.onError(
                    Status.UNAVAILABLE.withDescription("the holder stops").asException());
        } catch (IOException e) {
            LOG.warn("A chunk of {} cannot be read: {}", artefact.brief(), e.toString());
            answer.onError(Status.UNAVAILABLE.withDescription(e.toString()).asException());
        }
    }

    private boolean mayRead(Ticket ticket, StreamObserver<?> answer) {
        NodeId node = LinkServer.NODE.get();
        try {
            if (source.mayRead(node, ticket)) {
                return true;
            }
            LOG.warn("Node {} may not read {}.", node, ticket.artefact().brief());
        } catch (IllegalArgumentException e) {
            LOG.warn("Node {} asks for what is no artefact: {}", node, e.getMessage());
        }
        answer.onError(Status.PERMISSION_DENIED
                .withDescription("no attempt on this node needs that artefact")
                .asException());
        return false;
    }

    @Override
    public void follow(FollowRequest request, StreamObserver<Have> answer) {
        Ticket ticket = new Ticket(request.getTicket());
        if (!mayRead(ticket, answer)) {
            return;
        }
        ServerCallStreamObserver<Have> open = (ServerCallStreamObserver<Have>) answer;
        Digest artefact = ticket.artefact();
        AutoCloseable following = source.follow(artefact, chunks -> {
            synchronized (open) {
                if (!open.isCancelled()) {
                    open.onNext(Have.newBuilder().addAllChunks(chunks).build());
                }
            }
        });
        open.setOnCloseHandler(() -> close(following));
        open.setOnCancelHandler(() -> close(following));
    }

    private static void close(AutoCloseable following) {
        try {
            following.close();
        } catch (Exception e) {
            LOG.warn("Somebody who followed cannot be forgotten: {}", e.toString());
        }
    }
}
