// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import dsg.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What nodes were handing over when their links broke: each may go on where it was. Of very many the oldest are given
/// up. What a node has begun is its own; whether the whole is right is seen at its end, as always.
final class Partials {

    private static final Logger LOG = LoggerFactory.getLogger(Partials.class);
    private static final int KEPT_MAX = 64;

    private record Key(NodeId node, Digest artefact) {}

    private final Map<Key, Path> kept = new LinkedHashMap<>();
    private final Map<Key, Keeper> arriving = new HashMap<>();

    /// How much of it is here, to go on from; 0 if nothing is. Whatever still arrives of it from this node comes over a
    /// connection that the node has given up, and is broken off.
    long begun(NodeId node, Digest artefact) {
        Keeper before;
        synchronized (this) {
            before = arriving.remove(new Key(node, artefact));
        }
        if (before != null) {
            before.breakOff();
        }
        return bytes(node, artefact);
    }

    /// This takes it now.
    synchronized void arrives(NodeId node, Digest artefact, Keeper keeper) {
        arriving.put(new Key(node, artefact), keeper);
    }

    /// This takes nothing of it any more.
    synchronized void arrivesNoMore(NodeId node, Digest artefact, Keeper keeper) {
        arriving.remove(new Key(node, artefact), keeper);
    }

    private synchronized long bytes(NodeId node, Digest artefact) {
        Path file = kept.get(new Key(node, artefact));
        try {
            return file == null ? 0 : Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }

    /// Takes the beginning, to go on with it; none if there is none of this length.
    synchronized Optional<Path> take(NodeId node, Digest artefact, long bytes) {
        return bytes == bytes(node, artefact)
                ? Optional.ofNullable(kept.remove(new Key(node, artefact)))
                : Optional.empty();
    }

    /// Keeps what has arrived before the link broke.
    synchronized void keep(NodeId node, Digest artefact, Path file) {
        Path before = kept.put(new Key(node, artefact), file);
        if (before != null) {
            delete(before);
        }
        if (kept.size() > KEPT_MAX) {
            giveUp(1);
        }
    }

    /// The disk is short: nothing is kept that may never be wanted.
    synchronized void giveUpAll() {
        giveUp(kept.size());
    }

    private void giveUp(int count) {
        Iterator<Path> oldest = kept.values().iterator();
        for (int i = 0; i < count; i++) {
            delete(oldest.next());
            oldest.remove();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("What a node handed over in part could not be removed: {}", e.toString());
        }
    }
}
