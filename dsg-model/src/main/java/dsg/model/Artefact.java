// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// A file's content, named by its SHA-256; `bytes` is its length.
public record Artefact(Digest digest, long bytes) {

    /// The artefact of no bytes at all.
    public static final Artefact EMPTY = new Artefact(Digest.of(new byte[0]), 0);

    /// An artefact of more bytes is large: it moves in chunks of so many bytes, from whichever machine has some, and
    /// is preferred to be used where it is.
    public static final int CHUNK_BYTES = 4 * 1024 * 1024;

    public Artefact {
        if (bytes < 0) {
            throw new IllegalArgumentException("An artefact of " + bytes + " bytes cannot be.");
        }
    }

    /// Whether it moves in chunks.
    public boolean isLarge() {
        return bytes > CHUNK_BYTES;
    }

    /// The artefact that these bytes are.
    public static Artefact of(byte[] content) {
        return content.length == 0 ? EMPTY : new Artefact(Digest.of(content), content.length);
    }
}
