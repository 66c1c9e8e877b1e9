// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One direction of a link. Messages about the same attempt arrive in their order; others may overtake each
/// other if the net reorders, though none overtakes what was said to all.
final class Pipe<M> {

    /// How a message travels.
    ///
    /// @param subject what it is about; messages about one subject keep their order
    /// @param again when it may arrive a second time: never, right behind itself, or at any later moment
    record Manner(String subject, Again again) {
        enum Again {
            NEVER,
            AT_ONCE,
            LATER
        }
    }

    /// Numbered as it was handed in: what was on its way when the pipe was cut goes before what came to the cut pipe.
    private record Parcel<M>(long number, M message, Manner manner) {}

    private final World world;
    private final Life receiver;
    private final BooleanSupplier isCut;
    private final Consumer<M> deliver;
    private final List<Parcel<M>> heldUp = new ArrayList<>();
    private final Map<String, Instant> lastAbout = new HashMap<>();
    private long sent;
    private Instant lastToAll = Agenda.START;
    private Instant lastOfAny = Agenda.START;

    Pipe(World world, Life receiver, BooleanSupplier isCut, Consumer<M> deliver) {
        this.world = world;
        this.receiver = receiver;
        this.isCut = isCut;
        this.deliver = deliver;
    }

    void send(M message, Manner manner) {
        Parcel<M> parcel = new Parcel<>(sent++, message, manner);
        if (isCut.getAsBoolean()) {
            heldUp.add(parcel);
        } else {
            carry(parcel);
        }
    }

    boolean isEmpty() {
        return heldUp.isEmpty();
    }

    /// Carries what was held up.
    void carryOn() {
        List<Parcel<M>> waiting = new ArrayList<>(heldUp);
        heldUp.clear();
        waiting.sort(Comparator.comparingLong(Parcel::number));
        waiting.forEach(this::carry);
    }

    private void carry(Parcel<M> parcel) {
        Manner manner = parcel.manner();
        boolean overtakes = world.net().reorders() && !manner.subject().isEmpty();
        Instant soonest = overtakes ? later(lastToAll, lastAbout.getOrDefault(manner.subject(), lastToAll)) : lastOfAny;
        Instant arrival = later(soonest, world.now().plus(world.net().delay(world.dice)));
        lastOfAny = later(lastOfAny, arrival);
        if (manner.subject().isEmpty()) {
            lastToAll = arrival;
        } else {
            lastAbout.put(manner.subject(), arrival);
        }
        world.agenda.at(arrival, receiver, () -> arrive(parcel));
        if (manner.again() != Manner.Again.NEVER
                && world.dice.chance(world.net().duplicates())) {
            boolean later = manner.again() == Manner.Again.LATER;
            Duration wait = later ? world.dice.between(Duration.ZERO, Duration.ofSeconds(20)) : Duration.ZERO;
            world.agenda.at(arrival.plus(wait), receiver, () -> arrive(parcel));
        }
    }

    private void arrive(Parcel<M> parcel) {
        if (isCut.getAsBoolean()) {
            heldUp.add(parcel);
        } else {
            deliver.accept(parcel.message());
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
