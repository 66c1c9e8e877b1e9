// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// Random weather over a random grid: nodes crash, restart or stay away for good, cables are cut in one
/// direction or both, links flap, the coordinator crashes, messages come late, twice or out of order, answers
/// are lost, tasks fail, jobs, stages and tasks are cancelled, jobs are deleted, clocks jump by an hour. Then all
/// heals, and every job must come to its end.
///
/// @param nodes the most nodes
/// @param jobs the most jobs
/// @param lasts how long the weather is bad
/// @param calm the mean time between two faults
public record Storm(int nodes, int jobs, Duration lasts, Duration calm) {

    private static final Duration MOMENT = Duration.ofMillis(5);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int HARDY = 3;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /// Longer than anybody waits for the end of a job that was cancelled.
    private static final Duration ENDLESS = Duration.ofHours(10);

    /// A few nodes and jobs in two bad minutes.
    public static final Storm USUAL = new Storm(5, 6, Duration.ofSeconds(120), Duration.ofSeconds(5));

    /// Runs this storm from a seed, with these faults planted.
    public Verdict run(long seed, Plant... planted) {
        SimGrid grid = new SimGrid(seed, planted);
        new Weather(this, grid).run();
        return grid.verdict(seed);
    }

    /// One storm while it lasts.
    private static final class Weather {
        private final Storm storm;
        private final SimGrid grid;
        private final World world;
        private final Dice dice;
        private final List<String> nodes = new ArrayList<>();
        private final Set<String> goneForGood = new HashSet<>();
        private boolean poisoned;
        private boolean isOver;

        Weather(Storm storm, SimGrid grid) {
            this.storm = storm;
            this.grid = grid;
            this.world = grid.world();
            this.dice = world.dice;
        }

        void run() {
            world.net(Net.STORMY);
            int howMany = dice.between(2, storm.nodes);
            for (int i = 1; i <= howMany; i++) {
                addNode("n" + i);
            }
            if (howMany >= HARDY && dice.chance(0.25)) {
                addPoison();
            }
            int jobs = dice.between(1, storm.jobs);
            for (int i = 1; i <= jobs; i++) {
                addJob("job" + i);
            }
            nextFault();
            grid.run(storm.lasts);
            isOver = true;
            world.note("the storm is over");
            world.net(Net.CALM);
            grid.restartCoordinator();
            nodes.forEach(grid::heal);
            nodes.forEach(grid::unpauseNode);
            nodes.forEach(grid::mend);
            nodes.forEach(grid::ownerLeaves);
            nodes.stream().filter(node -> !goneForGood.contains(node)).forEach(grid::restart);
            grid.runToEnd();
        }

        private void addNode(String name) {
            nodes.add(name);
            int cores = dice.between(2, 8);
            if (dice.chance(0.3)) {
                stopAndGoOn(name);
            }
            if (dice.chance(0.3)) {
                comeAndGo(name);
            }
            if (nodes.size() > 1 && dice.chance(0.15)) {
                breakAndMend(name);
            }
            grid.node(name).with(new Resources(cores * 1000, (long) cores * dice.between(1024, 4096)));
        }

        /// A task that no node survives: it comes to an end once three of those that always come back were lost to it.
        private void addPoison() {
            poisoned = true;
            SimJob job = SimJob.job("poison").stage("s1", 1).lasting(MOMENT, SECOND.multipliedBy(8));
            world.agenda.after(
                    dice.between(Duration.ZERO, storm.lasts.dividedBy(2)),
                    world.life,
                    () -> grid.submit(job.poisonous()));
        }

        /// For a while everything fails on the node at once.
        private void breakAndMend(String node) {
            later(SECOND, storm.lasts.dividedBy(2), () -> {
                grid.breakNode(node);
                later(SECOND, storm.lasts.dividedBy(2), () -> grid.mend(node));
            });
        }

        /// Its owner needs it now and then.
        private void comeAndGo(String node) {
            later(SECOND, storm.lasts.dividedBy(3), () -> {
                grid.ownerReturns(node);
                later(SECOND, storm.lasts.dividedBy(2), () -> {
                    grid.ownerLeaves(node);
                    comeAndGo(node);
                });
            });
        }

        /// Its owner pauses or drains the node for a while.
        private void stopAndGoOn(String node) {
            later(SECOND, storm.lasts.dividedBy(2), () -> {
                if (dice.chance(0.5)) {
                    grid.pauseNode(node);
                } else {
                    grid.drainNode(node);
                }
                later(SECOND, storm.lasts.dividedBy(2), () -> grid.unpauseNode(node));
            });
        }

        private void addJob(String name) {
            SimJob job = SimJob.job(name);
            boolean cancelled = dice.chance(0.3);
            boolean retried = !cancelled && dice.chance(0.5);
            int stages = dice.between(1, 3);
            List<Integer> tasks = new ArrayList<>();
            for (int i = 1; i <= stages; i++) {
                boolean endless = cancelled && dice.chance(0.5);
                Duration longest =
                        dice.between(SECOND, dice.chance(0.2) ? Duration.ofMinutes(2) : Duration.ofSeconds(30));
                boolean quick = !endless && dice.chance(0.3);
                boolean follows = i > 1 && dice.chance(0.3);
                tasks.add(follows ? tasks.getLast() : dice.between(1, quick ? 100 : 20));
                job.stage("s" + i, tasks.getLast())
                        .lasting(
                                endless ? ENDLESS : quick ? MOMENT : SECOND,
                                endless ? ENDLESS : quick ? SECOND.dividedBy(8) : longest)
                        .asking(dice.between(1, 4) * 500, dice.between(1, 4) * 256L)
                        .retry(dice.between(0, 3))
                        .failing(dice.chance(0.5) ? dice.between(1, 30) : 0);
                if (!quick && dice.chance(0.5)) {
                    job.keeping(dice.between(SECOND, SECOND.multipliedBy(5)));
                }
                if (follows) {
                    job.following("s" + (i - 1));
                } else if (i > 1 && dice.chance(0.5)) {
                    job.after("s" + dice.between(1, i - 1));
                }
                // What a retry brings back of what was done without would be gathered anew; cases of dsg-core try that.
                if (!retried && dice.chance(0.3)) {
                    job.allowing(dice.between(1, 3));
                }
            }
            Duration start = dice.between(Duration.ZERO, storm.lasts.dividedBy(2));
            world.agenda.after(start, world.life, () -> grid.submit(job));
            if (dice.chance(0.4)) {
                cancelSome(name, tasks, start);
            }
            askFor(name, start, cancelled, retried);
        }

        /// What a client asks of the whole job while it goes on.
        private void askFor(String name, Duration start, boolean cancelled, boolean retried) {
            if (dice.chance(0.3)) {
                Duration pause = start.plus(dice.between(SECOND, storm.lasts.dividedBy(4)));
                world.agenda.after(pause, world.life, () -> grid.pause(name));
                Duration goOn = pause.plus(dice.between(SECOND, storm.lasts.dividedBy(2)));
                world.agenda.after(goOn, world.life, () -> grid.unpause(name));
            }
            if (dice.chance(0.4)) {
                Duration end = start.plus(dice.between(SECOND, storm.lasts));
                world.agenda.after(end, world.life, () -> grid.delete(name));
            }
            if (cancelled) {
                Duration end = start.plus(dice.between(SECOND, storm.lasts.dividedBy(2)));
                world.agenda.after(end, world.life, () -> grid.cancel(name));
            } else if (retried) {
                Duration again = start.plus(dice.between(SECOND, storm.lasts));
                world.agenda.after(again, world.life, () -> {
                    if (!isOver) {
                        grid.retry(name);
                    }
                });
            }
        }

        /// A few of its stages or tasks are cancelled.
        ///
        /// @param tasks how many each stage has
        private void cancelSome(String job, List<Integer> tasks, Duration start) {
            int times = dice.between(1, 4);
            for (int i = 0; i < times; i++) {
                int stage = dice.between(1, tasks.size());
                OptionalInt task =
                        dice.chance(0.3) ? OptionalInt.empty() : OptionalInt.of(dice.between(1, tasks.get(stage - 1)));
                Duration when = start.plus(dice.between(SECOND, storm.lasts.dividedBy(2)));
                world.agenda.after(when, world.life, () -> grid.cancel(job, "s" + stage, task));
            }
        }

        private void nextFault() {
            world.agenda.after(dice.about(storm.calm), world.life, () -> {
                if (!isOver) {
                    fault();
                    nextFault();
                }
            });
        }

        private void fault() {
            int kind = dice.between(1, 11);
            String node = dice.pick(nodes);
            if (kind <= 3) {
                crash(node);
            } else if (kind <= 6) {
                int way = dice.between(1, 5);
                grid.partition(node, way != 1, way != 2);
                later(Duration.ofMillis(500), Duration.ofSeconds(20), () -> grid.heal(node));
            } else if (kind <= 7) {
                flap(node, dice.between(2, 8));
            } else if (kind == 11) {
                world.setWall(dice.chance(0.5) ? HOUR : HOUR.negated());
            } else {
                grid.crashCoordinator();
                later(Duration.ofMillis(300), Duration.ofSeconds(8), grid::restartCoordinator);
            }
        }

        private void crash(String node) {
            grid.crash(node, dice.chance(0.5));
            // The first node always comes back, so that somebody can finish the jobs; and as many as a poison needs.
            if (nodes.indexOf(node) >= (poisoned ? HARDY : 1) && dice.chance(0.15)) {
                goneForGood.add(node);
            }
            later(Duration.ofMillis(500), Duration.ofSeconds(20), () -> {
                if (!goneForGood.contains(node)) {
                    grid.restart(node);
                }
            });
        }

        private void flap(String node, int times) {
            grid.partition(node);
            later(SECOND, SECOND.multipliedBy(2), () -> {
                grid.heal(node);
                if (times > 1) {
                    later(SECOND, SECOND.multipliedBy(2), () -> flap(node, times - 1));
                }
            });
        }

        private void later(Duration least, Duration most, Runnable action) {
            world.within(least, most, world.life, () -> {
                if (!isOver) {
                    action.run();
                }
            });
        }
    }
}
