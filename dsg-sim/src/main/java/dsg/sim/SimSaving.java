// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the tasks on a simulated node keep of their work. How far a task was when it kept something is the length of
/// its file in milliseconds.
final class SimSaving {

    private final World world;
    private final SimNode node;
    private final Map<AttemptId, Checkpoint> newest = new LinkedHashMap<>();

    SimSaving(World world, SimNode node) {
        this.world = world;
        this.node = node;
    }

    /// How far the task was when an earlier attempt kept something last.
    private static long saved(Order order) {
        return order.saved().stream().mapToLong(file -> file.artefact().bytes()).sum();
    }

    /// How much is left of a task that takes so long from its start.
    static Duration left(Order order, Duration time) {
        return Duration.ofMillis(Math.max(1, time.toMillis() - saved(order)));
    }

    /// The task runs from now on, and is as far as this; it keeps its work for as long as this run lasts.
    void begin(Order order, Life run, Duration done) {
        order.checkpoint().ifPresent(what -> keepOnAndOn(order, what.every(), run, done, world.now()));
    }

    private void keepOnAndOn(Order order, Duration every, Life run, Duration done, Instant since) {
        world.within(every.dividedBy(2), every.plus(every.dividedBy(2)), run, () -> {
            keep(order, done.plus(Duration.between(since, world.now())));
            keepOnAndOn(order, every, run, done, since);
        });
    }

    /// The task keeps its work, being as far as this.
    void keep(Order order, Duration done) {
        if (order.checkpoint().isEmpty()) {
            return;
        }
        AttemptId attempt = order.attempt();
        int number = newest.containsKey(attempt) ? newest.get(attempt).number() + 1 : 1;
        Artefact content = new Artefact(
                Digest.of(node.id() + " " + attempt + " " + number), Math.max(saved(order), done.toMillis()));
        String path = order.checkpoint().get().files().getFirst();
        Checkpoint checkpoint = new Checkpoint(number, List.of(new Checkpoint.Saved(path, content)));
        newest.put(attempt, checkpoint);
        world.checker.hands().kept(node.id(), attempt, checkpoint);
        node.link().ifPresent(open -> open.say(new SimLink.Said.Saved(attempt, checkpoint)));
    }

    /// What listens on this link has heard of nothing.
    void tellAgain(SimLink opened) {
        newest.forEach((attempt, checkpoint) -> opened.say(new SimLink.Said.Saved(attempt, checkpoint)));
    }

    void forget(AttemptId attempt) {
        newest.remove(attempt);
    }

    void forgetAll() {
        newest.clear();
    }
}
