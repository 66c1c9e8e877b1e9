// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Digest;
import dsg.wire.Finder;
import dsg.wire.FoundGrid;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Where a coordinator on the local network is: where it was last, and, when it does not answer there, wherever it is
/// announced now. An announcement is a hint: a false coordinator that is dialled for it cannot show the grid's
/// certificate, and is told nothing.
public final class LanWhereabouts implements Whereabouts {

    /// More candidates than this are not a coordinator that has moved.
    private static final int CANDIDATES_MAX = 16;

    private final Digest grid;
    private final Consumer<List<InetSocketAddress>> remember;
    private final List<InetSocketAddress> known;
    private Optional<Finder> finder = Optional.empty();
    private int turn;

    /// @param grid the fingerprint of the grid's CA
    /// @param known where it was, the latest first
    /// @param remember keeps what is known for the node's next start
    public LanWhereabouts(Digest grid, List<InetSocketAddress> known, Consumer<List<InetSocketAddress>> remember) {
        this.grid = grid;
        this.known = new ArrayList<>(known);
        this.remember = remember;
    }

    /// What is announced comes before what was known, each in its turn.
    @Override
    public synchronized Optional<InetSocketAddress> next() {
        Set<InetSocketAddress> candidates = new LinkedHashSet<>(announced());
        candidates.addAll(known);
        List<InetSocketAddress> all = List.copyOf(candidates);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(turn++ % all.size()));
    }

    private List<InetSocketAddress> announced() {
        return finder.map(Finder::found).orElse(List.of()).stream()
                .filter(found -> found.id().equals(grid.hex()))
                .map(FoundGrid::nodes)
                .flatMap(List::stream)
                .limit(CANDIDATES_MAX)
                .toList();
    }

    @Override
    public synchronized boolean isElsewhere(InetSocketAddress tried) {
        List<InetSocketAddress> announced = announced();
        return !announced.isEmpty() && !announced.contains(tried);
    }

    @Override
    public synchronized void silent() {
        if (finder.isEmpty()) {
            finder = Optional.of(new Finder(grid.hex()::equals));
            turn = 0;
        }
    }

    @Override
    public synchronized void found(InetSocketAddress address) {
        finder.ifPresent(Finder::close);
        finder = Optional.empty();
        turn = 0;
        if (known.isEmpty() || !known.getFirst().equals(address)) {
            known.remove(address);
            known.addFirst(address);
            while (known.size() > CANDIDATES_MAX) {
                known.removeLast();
            }
            remember.accept(List.copyOf(known));
        }
    }

    @Override
    public synchronized void close() {
        finder.ifPresent(Finder::close);
        finder = Optional.empty();
    }
}
