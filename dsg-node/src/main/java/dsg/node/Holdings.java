// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Digest;
import dsg.model.NodeId;
import dsg.wire.ChunkSource;
import dsg.wire.Identity;
import dsg.wire.Manifest;
import dsg.wire.Ticket;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What this node lets others read: large artefacts in its cache, and those that are on their way to it, as far as
/// they have come.
final class Holdings implements ChunkSource {

    private final Cache cache;
    private final Identity identity;
    private final Map<Digest, Download> downloads = new ConcurrentHashMap<>();

    Holdings(Cache cache, Identity identity) {
        this.cache = cache;
        this.identity = identity;
    }

    /// Others may read what comes of this.
    void begin(Download download) {
        downloads.put(download.artefact(), download);
    }

    /// It is in the cache, or has failed.
    void end(Digest artefact) {
        downloads.remove(artefact);
    }

    /// The large artefacts of which others may read something.
    Set<Digest> all() {
        Set<Digest> all = cache.all().entrySet().stream()
                .filter(kept -> Manifest.isLarge(kept.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        all.addAll(downloads.keySet());
        return all;
    }

    @Override
    public boolean mayRead(NodeId node, Ticket ticket) {
        return ticket.isGoodElsewhere(node, identity.authorityShown(), Instant.now());
    }

    @Override
    public Optional<byte[]> read(Digest artefact, int chunk) throws IOException {
        Download coming = downloads.get(artefact);
        if (coming != null) {
            return chunk >= 0 && chunk < coming.manifest().chunks().size() ? coming.read(chunk) : Optional.empty();
        }
        long bytes = cache.all().getOrDefault(artefact, 0L);
        long offset = (long) chunk * Manifest.CHUNK_BYTES;
        return chunk >= 0 && offset < bytes
                ? cache.read(artefact, offset, (int) Math.min(Manifest.CHUNK_BYTES, bytes - offset))
                : Optional.empty();
    }

    @Override
    public AutoCloseable follow(Digest artefact, Consumer<List<Integer>> told) {
        Download coming = downloads.get(artefact);
        if (coming != null) {
            return coming.follow(told);
        }
        long bytes = cache.all().getOrDefault(artefact, 0L);
        int chunks = (int) ((bytes + Manifest.CHUNK_BYTES - 1) / Manifest.CHUNK_BYTES);
        told.accept(IntStream.range(0, chunks).boxed().toList());
        return () -> {};
    }
}
