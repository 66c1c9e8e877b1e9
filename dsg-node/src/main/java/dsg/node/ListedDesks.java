// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Desktops of one kind, of which there may be several on a machine: listed anew every half minute, for they come and
/// go
/// with their users. The one with the latest input counts.
///
/// @param <K> where a desktop is found
/// @param <D> whoever is asked there
abstract class ListedDesks<K extends Comparable<K>, D> implements DeskSource {

    private static final Duration LISTED_EVERY = Duration.ofSeconds(30);

    private final Map<K, D> open = new TreeMap<>();
    private final Set<String> desks = new HashSet<>();
    private final Every listed = new Every(LISTED_EVERY);

    /// Where there are desktops now.
    abstract Set<K> there();

    abstract D open(K where);

    abstract Seen look(K where, D desk);

    /// The desktops that it tells of.
    abstract List<String> names(K where, D desk);

    abstract void close(D desk);

    /// What is said where there is none.
    abstract String none();

    /// A user's desktop of a kind: `1000/wayland`; none if its user is not known.
    static List<String> named(OptionalInt user, String kind) {
        return user.isPresent() ? List.of(user.getAsInt() + "/" + kind) : List.of();
    }

    /// Whoever is asked at present.
    Stream<D> all() {
        return open.values().stream();
    }

    @Override
    public Seen look() {
        if (listed.due()) {
            list();
        }
        desks.clear();
        Optional<Duration> least = Optional.empty();
        List<String> notes = new ArrayList<>();
        for (Map.Entry<K, D> desk : open.entrySet()) {
            Seen seen = look(desk.getKey(), desk.getValue());
            if (seen.idle().isPresent()) {
                least = InputChain.least(least, seen.idle());
                desks.addAll(names(desk.getKey(), desk.getValue()));
            } else {
                notes.add(seen.note());
            }
        }
        if (open.isEmpty()) {
            notes.add(none());
        }
        return new Seen(least, String.join("; ", notes));
    }

    private void list() {
        Set<K> now = there();
        open.entrySet().removeIf(desk -> {
            boolean gone = !now.contains(desk.getKey());
            if (gone) {
                close(desk.getValue());
            }
            return gone;
        });
        now.forEach(where -> open.computeIfAbsent(where, this::open));
    }

    @Override
    public Set<String> desks() {
        return Set.copyOf(desks);
    }

    @Override
    public void close() {
        open.values().forEach(this::close);
        open.clear();
    }
}
