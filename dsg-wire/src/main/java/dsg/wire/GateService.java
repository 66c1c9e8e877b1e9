// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.ByteString;
import dsg.model.Refusal;
import dsg.wire.proto.CodeRequest;
import dsg.wire.proto.Commit;
import dsg.wire.proto.FromJoiner;
import dsg.wire.proto.GateGrpc;
import dsg.wire.proto.ReadmitRequest;
import dsg.wire.proto.ToJoiner;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The coordinator's side of what machines say that want to come in. Nothing of the grid is told here but its name.
final class GateService extends GateGrpc.GateImplBase {

    private static final Refusal TOO_MANY = new Refusal(
            "This machine was not let in.",
            "Too many machines ask at the moment, or this one has asked too often.",
            "Wait a minute, then try again.");

    private final GateHandler handler;
    private final byte[] authority;
    private final SecureRandom random = new SecureRandom();

    /// @param authority the CA's certificate, DER
    GateService(GateHandler handler, byte[] authority) {
        this.handler = handler;
        this.authority = authority;
    }

    @Override
    public void joinByCode(CodeRequest request, StreamObserver<dsg.wire.proto.Admission> answer) {
        answer(
                answer,
                from -> handler.byCode(
                        GateMessages.fromProto(request.getApplicant()),
                        request.getSecret().toByteArray(),
                        from));
    }

    @Override
    public void readmit(ReadmitRequest request, StreamObserver<dsg.wire.proto.Admission> answer) {
        answer(answer, from -> handler.readmit(GateMessages.certificate(request.getCertificate()), from));
    }

    private interface Question {
        Admission ask(InetAddress from);
    }

    private void answer(StreamObserver<dsg.wire.proto.Admission> answer, Question question) {
        InetAddress from = LinkServer.FROM.get();
        try {
            Admission admission = handler.mayAsk(from) ? question.ask(from) : new Admission.Denied(TOO_MANY);
            answer.onNext(GateMessages.toProto(admission));
            answer.onCompleted();
        } catch (IllegalArgumentException e) {
            answer.onError(unreadable(e));
        }
    }

    private static Throwable unreadable(IllegalArgumentException e) {
        return Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException();
    }

    @Override
    public StreamObserver<FromJoiner> joinByWords(StreamObserver<ToJoiner> answer) {
        return new Encounter(LinkServer.FROM.get(), (ServerCallStreamObserver<ToJoiner>) answer);
    }

    /// One machine that asks, from its commitment to the answer.
    private final class Encounter implements StreamObserver<FromJoiner> {
        private final InetAddress from;
        private final ServerCallStreamObserver<ToJoiner> answer;
        private final byte[] ownNonce = ThreeWords.nonce(random);
        private @Nullable PublicKey key;
        private byte[] commitment = {};
        private Optional<CompletableFuture<Admission>> decision = Optional.empty();
        private boolean over;

        Encounter(InetAddress from, ServerCallStreamObserver<ToJoiner> answer) {
            this.from = from;
            this.answer = answer;
            answer.setOnCancelHandler(this::gone);
        }

        @Override
        public synchronized void onNext(FromJoiner message) {
            try {
                switch (message.getSaidCase()) {
                    case ASK -> asked(message.getAsk());
                    case REVEAL -> revealed(message.getReveal());
                    case SAID_NOT_SET -> throw new IllegalArgumentException("it says nothing");
                }
            } catch (IllegalArgumentException e) {
                over = true;
                answer.onError(unreadable(e));
            }
        }

        private void asked(dsg.wire.proto.Ask ask) {
            if (key != null) {
                throw new IllegalArgumentException("it asks twice");
            }
            if (!handler.mayAsk(from)) {
                decided(new Admission.Denied(TOO_MANY));
                return;
            }
            key = GateMessages.publicKey(ask.getPublicKey());
            commitment = ask.getCommitment().toByteArray();
            say(ToJoiner.newBuilder()
                    .setCommit(Commit.newBuilder()
                            .setCommitment(ByteString.copyFrom(ThreeWords.commitment(ownNonce)))
                            .setGrid(handler.gridName()))
                    .build());
        }

        private void revealed(dsg.wire.proto.Reveal reveal) {
            PublicKey asked = key;
            byte[] nonce = reveal.getNonce().toByteArray();
            if (asked == null || decision.isPresent() || !ThreeWords.isCommittedTo(commitment, nonce)) {
                throw new IllegalArgumentException("it does not reveal what it has committed to");
            }
            Applicant applicant = GateMessages.fromProto(reveal.getApplicant());
            if (!applicant.key().equals(asked)) {
                throw new IllegalArgumentException("it shows another key than before");
            }
            say(ToJoiner.newBuilder().setNonce(ByteString.copyFrom(ownNonce)).build());
            List<String> words = ThreeWords.of(authority, asked.getEncoded(), nonce, ownNonce);
            CompletableFuture<Admission> waited = handler.byWords(applicant, words, from);
            decision = Optional.of(waited);
            var _ = waited.thenAccept(this::decided);
        }

        private synchronized void decided(Admission admission) {
            if (!over && !answer.isCancelled()) {
                over = true;
                say(ToJoiner.newBuilder()
                        .setAdmission(GateMessages.toProto(admission))
                        .build());
                answer.onCompleted();
            }
        }

        private void say(ToJoiner message) {
            if (!answer.isCancelled()) {
                answer.onNext(message);
            }
        }

        private synchronized void gone() {
            over = true;
            decision.ifPresent(waited -> waited.cancel(false));
        }

        @Override
        public void onError(Throwable why) {
            gone();
        }

        @Override
        public void onCompleted() {
            // It says no more, and waits for the answer.
        }
    }
}
