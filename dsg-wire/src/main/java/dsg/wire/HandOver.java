// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.UnsafeByteOperations;
import dsg.model.Digest;
import dsg.wire.proto.BegunRequest;
import dsg.wire.proto.CoordinatorGrpc;
import dsg.wire.proto.KeepPart;
import dsg.wire.proto.Kept;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands an artefact over to the coordinator, from where an earlier link broke.
final class HandOver {

    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    /// A network that takes nothing for so long is taken for gone.
    private static final int STALL_SECONDS = 30;

    private final Channel transfers;
    private final Throttle up;

    HandOver(Channel transfers, Throttle up) {
        this.transfers = transfers;
        this.up = up;
    }

    /// Sends all that the coordinator does not have yet, and waits until it has it on disk.
    ///
    /// @throws NoRoomException if the coordinator's disk has no room for it
    /// @throws IOException if the link breaks or the coordinator does not take it
    void keep(Digest digest, Path file) throws IOException {
        Call call = new Call();
        try {
            send(call, digest, file);
            call.kept.get(STALL_SECONDS * 2L, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            boolean withoutRoom = call.isWithoutRoom();
            call.cancel("not kept", e);
            if (withoutRoom) {
                throw new NoRoomException("the coordinator's disk is full");
            }
            throw new IOException("Artefact " + digest.brief() + " was not taken: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            call.cancel("interrupted", e);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void send(Call call, Digest digest, Path file) throws IOException, InterruptedException, TimeoutException {
        StreamObserver<KeepPart> parts = CoordinatorGrpc.newStub(transfers).keep(call);
        long begun = Manifest.isLarge(Files.size(file)) ? begun(digest) : 0;
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(begun);
            boolean first = true;
            for (byte[] bytes = in.readNBytes(LinkService.CHUNK);
                    first || bytes.length > 0;
                    bytes = in.readNBytes(LinkService.CHUNK)) {
                up.pass(bytes.length);
                call.awaitReady();
                KeepPart.Builder part = KeepPart.newBuilder().setContent(UnsafeByteOperations.unsafeWrap(bytes));
                parts.onNext((first ? part.setSha256(digest.hex()).setOffset(begun) : part).build());
                first = false;
            }
            parts.onCompleted();
        }
    }

    /// How much of it the coordinator has from before; a coordinator that cannot tell has nothing.
    private long begun(Digest digest) {
        try {
            return CoordinatorGrpc.newBlockingStub(transfers)
                    .withDeadlineAfter(STALL_SECONDS, TimeUnit.SECONDS)
                    .begun(BegunRequest.newBuilder().setSha256(digest.hex()).build())
                    .getBytes();
        } catch (RuntimeException e) { // gRPC throws more than its own when a link goes
            LOG.debug("What was begun of {} is not known: {}", digest.brief(), e.toString());
            return 0;
        }
    }

    /// The answer to a keep, and the wait until the network takes more.
    private static final class Call implements ClientResponseObserver<KeepPart, Kept> {
        private final CompletableFuture<Kept> kept = new CompletableFuture<>();
        private @Nullable ClientCallStreamObserver<KeepPart> parts;

        @Override
        public synchronized void beforeStart(ClientCallStreamObserver<KeepPart> begun) {
            parts = begun;
            begun.setOnReadyHandler(this::wake);
        }

        private synchronized void wake() {
            notifyAll();
        }

        synchronized void awaitReady() throws InterruptedException, TimeoutException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STALL_SECONDS);
            while (parts != null && !parts.isReady() && !kept.isDone()) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException("the network takes nothing");
                }
                wait(1000);
            }
        }

        /// Whether the coordinator has refused it because its disk is full. The call may break in other
        /// ways as well then.
        boolean isWithoutRoom() {
            return kept.isCompletedExceptionally()
                    && Status.fromThrowable(kept.exceptionNow()).getCode() == Status.Code.RESOURCE_EXHAUSTED;
        }

        synchronized void cancel(String why, Exception cause) {
            if (parts != null) {
                parts.cancel(why, cause);
            }
        }

        @Override
        public void onNext(Kept answer) {
            kept.complete(answer);
        }

        @Override
        public void onError(Throwable why) {
            kept.completeExceptionally(why);
            wake();
        }

        @Override
        public void onCompleted() {
            kept.completeExceptionally(new IOException("no answer"));
        }
    }
}
