// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.LeaseQueries;
import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.NodeId;
import dsg.store.Artefacts;
import dsg.wire.CertificateAuthority;
import dsg.wire.ChunkSource;
import dsg.wire.Identity;
import dsg.wire.Located;
import dsg.wire.Manifest;
import dsg.wire.MissingException;
import dsg.wire.Need;
import dsg.wire.NotYoursException;
import dsg.wire.Ticket;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The coordinator's part in moving contents: which node may read what, who else has something of a large artefact,
/// and the chunks that the coordinator sends itself.
final class NodeData implements ChunkSource {

    private static final Logger LOG = LoggerFactory.getLogger(NodeData.class);
    private static final int MANIFESTS_MAX = 256;
    /// Of a crowd, each is told some others, not all.
    private static final int HOLDERS_TOLD_MAX = 8;

    private final Artefacts artefacts;
    private final Identity identity;
    private final CertificateAuthority authority;
    private final CompletableFuture<GridLoop> loop;
    private final Map<Digest, FutureTask<Manifest>> manifests =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Digest, FutureTask<Manifest>> eldest) {
                    return size() > MANIFESTS_MAX;
                }
            });
    private final Map<Digest, Set<NodeId>> holders = new HashMap<>();
    private final Map<NodeId, InetSocketAddress> doors = new HashMap<>();

    NodeData(Artefacts artefacts, Identity identity, CertificateAuthority authority, CompletableFuture<GridLoop> loop) {
        this.artefacts = artefacts;
        this.identity = identity;
        this.authority = authority;
        this.loop = loop;
    }

    /// The content of an artefact, whole.
    Optional<InputStream> fetch(NodeId node, Need need, Digest digest) throws IOException {
        check(node, need, digest);
        Optional<InputStream> content = artefacts.open(digest);
        if (content.isEmpty() && artefacts.isDamaged(digest)) {
            throw damaged(digest);
        }
        return content;
    }

    private void check(NodeId node, Need need, Digest digest) throws NotYoursException {
        boolean mayRead = loop.join()
                .ask(machine -> LeaseQueries.mayRead(machine.view(), node, need.attempt(), need.maker(), digest))
                .join();
        if (!mayRead) {
            throw new NotYoursException("No attempt on this node needs " + digest.brief() + ".");
        }
    }

    private static MissingException damaged(Digest digest) {
        return new MissingException("Artefact " + digest.brief() + " is damaged and was set aside.");
    }

    /// Where the chunks of a large artefact are.
    Located locate(NodeId node, Need need, Digest digest) throws IOException {
        check(node, need, digest);
        return new Located(
                manifest(digest), holdersFor(node, digest), Ticket.issue(identity, digest, node, Instant.now()));
    }

    /// Makes the manifest of what has just come, which is likely to be asked for soon.
    void prepare(Artefact artefact) {
        if (artefact.isLarge()) {
            Thread.ofVirtual().name("manifest").start(() -> {
                try {
                    manifest(artefact.digest());
                } catch (IOException e) {
                    LOG.warn("{} cannot be read: {}", artefact.digest().brief(), e.toString());
                }
            });
        }
    }

    /// Made once, by reading all of it, which also tells whether it is damaged.
    private Manifest manifest(Digest digest) throws IOException {
        FutureTask<Manifest> made = new FutureTask<>(() -> read(digest));
        FutureTask<Manifest> known = manifests.putIfAbsent(digest, made);
        if (known == null) {
            made.run();
        }
        try {
            return (known == null ? made : known).get();
        } catch (ExecutionException e) {
            manifests.remove(digest, known == null ? made : known);
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Manifest read(Digest digest) throws IOException {
        try (InputStream content = artefacts
                .open(digest)
                .orElseThrow(() -> artefacts.isDamaged(digest)
                        ? damaged(digest)
                        : new MissingException("There is no such artefact."))) {
            List<Digest> chunks = new ArrayList<>();
            long bytes = 0;
            for (byte[] chunk = content.readNBytes(Manifest.CHUNK_BYTES);
                    chunk.length > 0;
                    chunk = content.readNBytes(Manifest.CHUNK_BYTES)) {
                chunks.add(Digest.of(chunk));
                bytes += chunk.length;
            }
            return new Manifest(new Artefact(digest, bytes), chunks);
        }
    }

    private synchronized List<Located.Holder> holdersFor(NodeId node, Digest digest) {
        boolean near = Optional.ofNullable(doors.get(node))
                .filter(door -> door.getAddress().isLoopbackAddress())
                .isPresent();
        List<Located.Holder> others = new ArrayList<>();
        for (NodeId holder : holders.getOrDefault(digest, Set.of())) {
            InetSocketAddress door = doors.get(holder);
            // What listens beside the coordinator is reached at the coordinator's own machine only.
            if (door != null
                    && !holder.equals(node)
                    && (near || !door.getAddress().isLoopbackAddress())) {
                others.add(new Located.Holder(holder, door));
            }
        }
        Collections.shuffle(others);
        return List.copyOf(others.subList(0, Math.min(HOLDERS_TOLD_MAX, others.size())));
    }

    /// A node is there, lets others read at this door, and has these.
    synchronized void arrived(NodeId node, InetSocketAddress door, Set<Digest> holds) {
        departed(node);
        if (door.getPort() != 0) {
            doors.put(node, door);
            holds.forEach(digest ->
                    holders.computeIfAbsent(digest, _ -> new HashSet<>()).add(node));
        }
    }

    /// A node is there no more.
    synchronized void departed(NodeId node) {
        if (doors.remove(node) != null) {
            holders.values().forEach(having -> having.remove(node));
            holders.values().removeIf(Set::isEmpty);
        }
    }

    /// What a node has of late, and what no more.
    synchronized void holds(NodeId node, List<Digest> taken, List<Digest> dropped) {
        taken.forEach(
                digest -> holders.computeIfAbsent(digest, _ -> new HashSet<>()).add(node));
        dropped.forEach(digest -> holders.computeIfPresent(digest, (_, having) -> {
            having.remove(node);
            return having.isEmpty() ? null : having;
        }));
    }

    /// How many bytes of this the node has already or is getting, as far as it has told: all or nothing.
    synchronized boolean has(NodeId node, Digest digest) {
        return holders.getOrDefault(digest, Set.of()).contains(node);
    }

    @Override
    public boolean mayRead(NodeId node, Ticket ticket) {
        return ticket.isGood(node, authority.certificate(), Instant.now());
    }

    @Override
    public Optional<byte[]> read(Digest artefact, int chunk) throws IOException {
        Manifest manifest = manifest(artefact);
        if (chunk < 0 || chunk >= manifest.chunks().size()) {
            return Optional.empty();
        }
        return artefacts.read(artefact, manifest.offset(chunk), manifest.length(chunk));
    }

    @Override
    public AutoCloseable follow(Digest artefact, Consumer<List<Integer>> told) {
        FutureTask<Manifest> known = manifests.get(artefact);
        if (known != null && known.state() == Future.State.SUCCESS) {
            told.accept(IntStream.range(0, known.resultNow().chunks().size())
                    .boxed()
                    .toList());
        }
        return () -> {};
    }
}
