// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Artefact;
import dsg.model.Digest;
import java.util.List;

/// A large artefact and its chunks: all of one size, but for the last, each with its own SHA-256, so that a chunk can
/// be checked as soon as it is there, whoever has sent it.
///
/// @param chunks the SHA-256 of each chunk, in their order
public record Manifest(Artefact artefact, List<Digest> chunks) {

    /// How long a chunk is, in bytes.
    public static final int CHUNK_BYTES = Artefact.CHUNK_BYTES;

    /// @throws IllegalArgumentException if there are more or fewer chunks than the artefact has
    public Manifest {
        chunks = List.copyOf(chunks);
        if (chunks.size() != count(artefact.bytes())) {
            throw new IllegalArgumentException("An artefact of " + artefact.bytes() + " bytes has "
                    + count(artefact.bytes()) + " chunks, not " + chunks.size() + ".");
        }
    }

    private static int count(long bytes) {
        return Math.toIntExact((bytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
    }

    /// Whether an artefact of so many bytes moves chunk by chunk; smaller ones come whole from the coordinator.
    public static boolean isLarge(long bytes) {
        return bytes > CHUNK_BYTES;
    }

    /// How long this chunk is.
    public int length(int chunk) {
        return (int) Math.min(CHUNK_BYTES, artefact.bytes() - offset(chunk));
    }

    /// Where this chunk begins.
    public long offset(int chunk) {
        return (long) chunk * CHUNK_BYTES;
    }
}
