// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// What every part of a simulated grid shares: time, chance, the history, the checker, and the faults
/// planted.
final class World {

    final Agenda agenda = new Agenda();
    final History history = new History();
    final Checker checker = new Checker(this);
    final Life life = new Life();
    final Dice dice;
    private final Set<Plant> plants;
    private Net net = Net.CALM;
    private Duration wrong = Duration.ZERO;

    World(long seed, Set<Plant> plants) {
        this.dice = new Dice(seed);
        this.plants = plants;
    }

    Instant now() {
        return agenda.now();
    }

    /// What the clock on the wall says, which somebody sets now and then.
    Instant wall() {
        return now().plus(wrong);
    }

    /// Somebody sets the clock on the wall.
    void setWall(Duration by) {
        note("the clock jumps by " + by);
        wrong = wrong.plus(by);
    }

    Net net() {
        return net;
    }

    void net(Net other) {
        net = other;
    }

    boolean has(Plant plant) {
        return plants.contains(plant);
    }

    void note(String what) {
        history.note(now(), what);
    }

    void soon(Life whose, Runnable action) {
        agenda.after(net.delay(dice), whose, action);
    }

    void within(Duration least, Duration most, Life whose, Runnable action) {
        agenda.after(dice.between(least, most), whose, action);
    }
}
