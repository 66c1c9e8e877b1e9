// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.ByteString;
import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Turns what is said of chunks into what is sent, and back. What cannot be read is an [IllegalArgumentException].
final class ChunkMessages {

    private ChunkMessages() {}

    static ByteString bytes(Digest digest) {
        return ByteString.copyFrom(HexFormat.of().parseHex(digest.hex()));
    }

    static List<Digest> digests(List<ByteString> bytes) {
        return bytes.stream()
                .map(digest -> new Digest(HexFormat.of().formatHex(digest.toByteArray())))
                .toList();
    }

    static dsg.wire.proto.Located toProto(Located located) {
        dsg.wire.proto.Located.Builder builder = dsg.wire.proto.Located.newBuilder()
                .setBytes(located.manifest().artefact().bytes())
                .setChunkBytes(Manifest.CHUNK_BYTES)
                .setTicket(located.ticket().proto());
        located.manifest().chunks().forEach(chunk -> builder.addChunkSha256(bytes(chunk)));
        located.holders()
                .forEach(holder -> builder.addHolders(dsg.wire.proto.Holder.newBuilder()
                        .setNode(holder.node().value())
                        .setAddress(holder.address().getAddress().getHostAddress())
                        .setPort(holder.address().getPort())));
        return builder.build();
    }

    /// @throws IllegalArgumentException if the chunks have another size than this version's
    static Located fromProto(Digest artefact, dsg.wire.proto.Located located) {
        if (located.getChunkBytes() != Manifest.CHUNK_BYTES) {
            throw new IllegalArgumentException("the coordinator has chunks of " + located.getChunkBytes() + " bytes");
        }
        List<Located.Holder> holders = new ArrayList<>();
        for (dsg.wire.proto.Holder holder : located.getHoldersList()) {
            holders.add(new Located.Holder(
                    new NodeId(holder.getNode()),
                    new InetSocketAddress(numeric(holder.getAddress()), holder.getPort())));
        }
        Manifest manifest =
                new Manifest(new Artefact(artefact, located.getBytes()), digests(located.getChunkSha256List()));
        return new Located(manifest, holders, new Ticket(located.getTicket()));
    }

    private static InetAddress numeric(String address) {
        if (!address.matches("[0-9.]+|[0-9A-Fa-f:.%a-z]*:[0-9A-Fa-f:.%a-z]*")) {
            throw new IllegalArgumentException("`" + address + "` is no address");
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("`" + address + "` is no address", e);
        }
    }
}
