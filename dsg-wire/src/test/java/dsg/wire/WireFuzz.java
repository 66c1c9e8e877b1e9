// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dsg.model.Digest;
import dsg.wire.proto.Applicant;
import dsg.wire.proto.Figures;
import dsg.wire.proto.FromNode;
import dsg.wire.proto.GatheredItem;
import dsg.wire.proto.Located;
import dsg.wire.proto.ToNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Whatever comes over the wire is taken, or refused by an `IllegalArgumentException`, which the services tell the
/// sender. Run by `FuzzTest` in `dsg-tests`.
public final class WireFuzz {

    private WireFuzz() {}

    /// @param data a number for the kind of message, and its bytes
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] said = Arrays.copyOfRange(data, 1, data.length);
        try {
            read(data[0] & 7, said);
        } catch (InvalidProtocolBufferException | IllegalArgumentException _) {
            // told to the sender
        }
    }

    private static void read(int kind, byte[] said) throws InvalidProtocolBufferException {
        switch (kind) {
            case 0, 1 -> {
                FromNode message = FromNode.parseFrom(said);
                LinkMessages.fromProto(message.getHello());
                message.getReportsList().forEach(LinkMessages::fromProto);
                message.getStatusesList().forEach(LinkMessages::fromProto);
                message.getSavedList().forEach(CheckpointMessages::fromProto);
                OfferMessages.fromProto(message.getOffer());
                PolicyMessages.fromProto(message.getPolicy());
                PolicyMessages.fromProto(message.getPolicyVerdict());
                LinkMessages.fromProto(message.getSoftware());
                ChunkMessages.digests(message.getHoldsList());
            }
            case 2, 3 -> {
                ToNode message = ToNode.parseFrom(said);
                message.getStartList().forEach(OrderMessages::fromProto);
                LinkMessages.attempts(message.getStopList());
                PolicyMessages.fromProto(message.getPolicyWish());
            }
            case 4 -> GateMessages.fromProto(Applicant.parseFrom(said));
            case 5 -> MachineMessages.fromProto(Figures.parseFrom(said));
            case 6 -> {
                LinkMessages.fromProto(GatheredItem.parseFrom(said));
                ChunkMessages.fromProto(new Digest("0".repeat(64)), Located.parseFrom(said));
            }
            default -> JoinCode.parse(new String(said, StandardCharsets.UTF_8));
        }
    }
}
