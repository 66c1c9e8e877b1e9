// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Digest;
import dsg.wire.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A large artefact on its way to this machine: chunk by chunk from several holders at once, each chunk checked as it
/// comes, and served to others from then on. What is here stays here when a holder or the coordinator goes away.
///
/// Each holder is asked for the chunk that the fewest others have, so that of several machines that want the same
/// file each brings another part of it from where all of it is, and they serve each other (rarest first, as in
/// BitTorrent: Cohen 2003).
final class Download implements AutoCloseable {

    /// A chunk that has been on its way so long is asked for a second time, of another holder.
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(4);
    /// And longer where chunks take long: so many times what they have taken of late.
    private static final int LATE_TIMES = 3;

    private final Manifest manifest;
    private final Path file;
    private final FileChannel channel;
    private final BitSet here;
    private final Map<Integer, Long> onTheWay = new HashMap<>();
    private final Map<String, BitSet> holders = new HashMap<>();
    private final List<Consumer<List<Integer>>> followers = new ArrayList<>();
    private long lateAfterNs;
    private boolean closed;

    /// @param slow how much longer than usual chunks may take since the owner limits the network
    /// @throws IOException if the file cannot be made
    Download(Manifest manifest, Path file, Duration slow) throws IOException {
        this.lateAfterNs = LATE_NS + slow.toNanos();
        this.manifest = manifest;
        this.file = file;
        this.here = new BitSet(manifest.chunks().size());
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    Digest artefact() {
        return manifest.artefact().digest();
    }

    Manifest manifest() {
        return manifest;
    }

    /// Where it is written; whole once [#isComplete()].
    Path file() {
        return file;
    }

    private int count() {
        return manifest.chunks().size();
    }

    synchronized boolean isComplete() {
        return here.cardinality() == count();
    }

    synchronized boolean isOver() {
        return closed || isComplete();
    }

    /// This holder has these, too.
    synchronized void holds(String holder, List<Integer> chunks) {
        BitSet known = holders.computeIfAbsent(holder, _ -> new BitSet());
        chunks.stream().filter(chunk -> chunk >= 0 && chunk < count()).forEach(known::set);
        notifyAll();
    }

    /// This holder has all of it.
    synchronized void holdsAll(String holder) {
        holders.computeIfAbsent(holder, _ -> new BitSet()).set(0, count());
        notifyAll();
    }

    /// This holder is asked no more.
    synchronized void without(String holder) {
        holders.remove(holder);
        notifyAll();
    }

    /// The chunk that this holder is to be asked for next; waits until there is one, and is empty once all is here or
    /// the holder is not asked any more.
    synchronized OptionalInt next(String holder) throws InterruptedException {
        while (!isOver() && holders.containsKey(holder)) {
            OptionalInt chunk = rarest(holder);
            if (chunk.isPresent()) {
                onTheWay.put(chunk.getAsInt(), System.nanoTime());
                return chunk;
            }
            TimeUnit.MILLISECONDS.timedWait(this, 500);
        }
        return OptionalInt.empty();
    }

    private OptionalInt rarest(String holder) {
        BitSet wanted = (BitSet) holders.getOrDefault(holder, new BitSet()).clone();
        wanted.andNot(here);
        long now = System.nanoTime();
        int best = -1;
        int fewest = Integer.MAX_VALUE;
        int ties = 0;
        for (int chunk = wanted.nextSetBit(0); chunk >= 0; chunk = wanted.nextSetBit(chunk + 1)) {
            Long since = onTheWay.get(chunk);
            if (since != null && now - since < lateAfterNs) {
                continue;
            }
            // What is late already comes after all that nobody has been asked for.
            int having = (since == null ? 0 : holders.size() + 1) + having(chunk);
            if (having < fewest) {
                fewest = having;
                ties = 0;
            }
            if (having == fewest && ThreadLocalRandom.current().nextInt(++ties) == 0) {
                best = chunk;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    private int having(int chunk) {
        int having = 0;
        for (BitSet known : holders.values()) {
            having += known.get(chunk) ? 1 : 0;
        }
        return having;
    }

    /// A holder has sent this as that chunk; whether it is right.
    ///
    /// @throws IOException if the disk does not take it
    boolean arrived(int chunk, byte[] content) throws IOException {
        if (!Digest.of(content).equals(manifest.chunks().get(chunk))) {
            failed(chunk);
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            channel.write(bytes, manifest.offset(chunk) + bytes.position());
        }
        List<Consumer<List<Integer>>> told;
        synchronized (this) {
            here.set(chunk);
            Long since = onTheWay.remove(chunk);
            if (since != null) {
                lateAfterNs = Math.max(lateAfterNs, LATE_TIMES * (System.nanoTime() - since));
            }
            told = List.copyOf(followers);
            notifyAll();
        }
        told.forEach(follower -> follower.accept(List.of(chunk)));
        return true;
    }

    /// The chunk did not come; another holder may be asked for it.
    synchronized void failed(int chunk) {
        onTheWay.remove(chunk);
        notifyAll();
    }

    /// Waits until all of it is here, at most so long; whether it is.
    synchronized boolean awaitEnd(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!isOver() && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
        }
        return isComplete();
    }

    /// How many bytes are here.
    synchronized long bytesHere() {
        return here.stream().mapToLong(manifest::length).sum();
    }

    /// A chunk that is here.
    Optional<byte[]> read(int chunk) throws IOException {
        synchronized (this) {
            if (closed || !here.get(chunk)) {
                return Optional.empty();
            }
        }
        ByteBuffer content = ByteBuffer.allocate(manifest.length(chunk));
        while (content.hasRemaining()) {
            if (channel.read(content, manifest.offset(chunk) + content.position()) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(content.array());
    }

    /// Tells what is here, and what comes.
    synchronized AutoCloseable follow(Consumer<List<Integer>> told) {
        told.accept(here.stream().boxed().toList());
        followers.add(told);
        return () -> {
            synchronized (this) {
                followers.remove(told);
            }
        };
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        channel.close();
    }
}
