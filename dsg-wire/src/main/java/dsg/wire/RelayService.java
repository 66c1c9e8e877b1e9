// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.UnsafeByteOperations;
import dsg.model.NodeId;
import dsg.wire.proto.PeopleGrpc;
import dsg.wire.proto.Piece;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The coordinator's side of relays. A piece is asked for when the one before has been written, and one is sent when
/// the network takes it, so a relay holds no more than two pieces in memory, however slow either end is.
final class RelayService extends PeopleGrpc.PeopleImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(RelayService.class);
    static final int PIECE_BYTES = 32 * 1024;

    private final RelayHandler handler;

    RelayService(RelayHandler handler) {
        this.handler = handler;
    }

    @Override
    public StreamObserver<Piece> relay(StreamObserver<Piece> answer) {
        ServerCallStreamObserver<Piece> call = (ServerCallStreamObserver<Piece>) answer;
        NodeId node = LinkServer.NODE.get();
        Socket socket;
        try {
            socket = handler.open(node);
        } catch (IOException e) {
            LOG.warn("Nothing is relayed for node {}: {}", node, e.getMessage());
            call.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription(String.valueOf(e.getMessage()))
                    .asException());
            return new Deaf();
        }
        call.disableAutoRequest();
        call.setOnCloseHandler(() -> handler.close(node, socket));
        ReadyToSend.aside(call, ready -> send(node, socket, ready, call));
        call.request(1);
        return new Writer(node, socket, call);
    }

    private void send(NodeId node, Socket socket, ReadyToSend ready, ServerCallStreamObserver<Piece> call) {
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[PIECE_BYTES];
            for (int read = in.read(buffer); read >= 0 && !call.isCancelled(); read = in.read(buffer)) {
                ready.await();
                call.onNext(piece(Arrays.copyOf(buffer, read)));
            }
        } catch (IOException e) {
            LOG.debug("A relay of node {} ends: {}", node, e.toString());
        } finally {
            handler.close(node, socket);
        }
        if (!call.isCancelled()) {
            call.onCompleted();
        }
    }

    static Piece piece(byte[] content) {
        return Piece.newBuilder()
                .setContent(UnsafeByteOperations.unsafeWrap(content))
                .build();
    }

    /// Writes what comes up.
    private final class Writer implements StreamObserver<Piece> {
        private final NodeId node;
        private final Socket socket;
        private final ServerCallStreamObserver<Piece> call;

        Writer(NodeId node, Socket socket, ServerCallStreamObserver<Piece> call) {
            this.node = node;
            this.socket = socket;
            this.call = call;
        }

        @Override
        public void onNext(Piece piece) {
            try {
                piece.getContent().writeTo(socket.getOutputStream());
                call.request(1);
            } catch (IOException _) {
                handler.close(node, socket); // the sender notices and ends the call
            }
        }

        @Override
        public void onError(Throwable why) {
            handler.close(node, socket);
        }

        @Override
        public void onCompleted() {
            try {
                socket.shutdownOutput();
            } catch (IOException _) {
                handler.close(node, socket);
            }
        }
    }

    private static final class Deaf implements StreamObserver<Piece> {
        @Override
        public void onNext(Piece piece) {}

        @Override
        public void onError(Throwable why) {}

        @Override
        public void onCompleted() {}
    }
}
