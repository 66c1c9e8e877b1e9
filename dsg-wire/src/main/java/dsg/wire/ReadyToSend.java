// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;

/// Waits until the network takes more, so that a large artefact does not pile up in memory.
final class ReadyToSend {

    private final ServerCallStreamObserver<?> observer;

    private ReadyToSend(ServerCallStreamObserver<?> observer) {
        this.observer = observer;
        observer.setOnReadyHandler(this::wake);
        observer.setOnCancelHandler(this::wake);
    }

    /// What is sent in many pieces.
    interface Sending {
        void send(ReadyToSend ready);
    }

    /// Sends on a thread of its own: gRPC tells of a call one thing at a time, and would not tell that the network
    /// takes
    /// more while the one before is still being dealt with.
    static void aside(ServerCallStreamObserver<?> observer, Sending sending) {
        ReadyToSend ready = new ReadyToSend(observer);
        Thread.ofVirtual().name("sender").start(Context.current().wrap(() -> {
            try {
                sending.send(ready);
            } catch (StatusRuntimeException e) {
                if (!observer.isCancelled()) {
                    observer.onError(e);
                }
            } catch (RuntimeException e) {
                observer.onError(Status.INTERNAL.withDescription(e.toString()).asException());
            }
        }));
    }

    private synchronized void wake() {
        notifyAll();
    }

    synchronized void await() {
        try {
            while (!observer.isReady()) {
                if (observer.isCancelled()) {
                    throw Status.CANCELLED.asRuntimeException();
                }
                wait(1000);
            }
        } catch (InterruptedException _) {
            throw Status.UNAVAILABLE.withDescription("the sender stops").asRuntimeException();
        }
    }
}
