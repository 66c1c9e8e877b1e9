// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.model.AttemptId;
import dsg.model.Isolation;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.NodeFacts;
import dsg.model.NodeState;
import dsg.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A grid in a made-up world, built and driven like a case:
///
/// ```
/// grid.node("attic").withCores(8);
/// grid.submit(job("orbit").stage("main", 40));
/// grid.run(seconds(2));
/// grid.crash("attic");
/// grid.runToEnd();
/// grid.expectAllDone();
/// ```
public final class SimGrid {

    /// How long jobs may take in the made-up world before they count as never ending.
    private static final Duration PATIENCE = Duration.ofHours(4);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration STUCK_AFTER = Duration.ofMinutes(20);
    private static final long STEPS_MAX = 5_000_000;

    /// A node that is being set up.
    public static final class NodePlan {
        private final SimNode node;

        private NodePlan(SimNode node) {
            this.node = node;
        }

        /// It has so many cores, and 4 GiB of memory for each.
        public NodePlan withCores(int cores) {
            return with(new Resources(cores * 1000, cores * 4096L));
        }

        /// It has so much.
        public NodePlan with(Resources capacity) {
            node.facts(facts(node.facts().name(), capacity));
            return this;
        }
    }

    private final World world;
    private final SimCoordinator coordinator;
    private final SimClient client;
    private final SimOwner owner;
    private final Map<String, SimNode> nodes = new LinkedHashMap<>();

    /// A grid whose every chance comes from this seed; its coordinator runs.
    public SimGrid(long seed, Plant... planted) {
        Set<Plant> plants = EnumSet.noneOf(Plant.class);
        plants.addAll(List.of(planted));
        world = new World(seed, plants);
        coordinator = new SimCoordinator(world);
        client = new SimClient(world, coordinator);
        owner = new SimOwner(world, coordinator, client);
        coordinator.start();
        lookAround();
    }

    private void lookAround() {
        world.checker.hands().lookAround(coordinator);
        world.agenda.after(LOOK_EVERY, world.life, this::lookAround);
    }

    private static NodeFacts facts(String name, Resources capacity) {
        return new NodeFacts(name, capacity, Set.of(), Isolation.SANDBOX, "made up", "made up", "made up", "0.1.0");
    }

    World world() {
        return world;
    }

    /// The node of this name; a new one starts with one core, unless its plan says otherwise.
    public NodePlan node(String name) {
        SimNode node = nodes.computeIfAbsent(name, _ -> {
            SimNode made = new SimNode(world, coordinator, facts(name, new Resources(1000, 4096)));
            world.checker.hands().watch(made);
            made.start();
            return made;
        });
        return new NodePlan(node);
    }

    private SimNode named(String name) {
        return Optional.ofNullable(nodes.get(name))
                .orElseThrow(() -> new IllegalArgumentException("There is no node " + name + "."));
    }

    /// A client hands in this job.
    public SimGrid submit(SimJob job) {
        client.submit(job.spec());
        return this;
    }

    /// A client cancels the job of this name.
    public SimGrid cancel(String name) {
        handed(name).stream().filter(job -> !job.isToBeCancelled()).forEach(client::cancel);
        return this;
    }

    /// A client cancels a stage of the job of this name, or only one of its tasks.
    public SimGrid cancel(String name, String stage, OptionalInt task) {
        handed(name).forEach(job -> client.cancel(job, stage, task));
        return this;
    }

    /// A client pauses the job of this name.
    public SimGrid pause(String name) {
        handed(name).forEach(client::pause);
        return this;
    }

    /// A client lets the job of this name go on.
    public SimGrid unpause(String name) {
        handed(name).forEach(client::unpause);
        return this;
    }

    /// A client deletes the job of this name once it is over.
    public SimGrid delete(String name) {
        handed(name).forEach(client::delete);
        return this;
    }

    /// From now on everything fails on the node at once.
    public SimGrid breakNode(String node) {
        named(node).broken(true);
        return this;
    }

    /// Nothing of that any more.
    public SimGrid mend(String node) {
        named(node).broken(false);
        return this;
    }

    /// Whoever owns the node's machine needs it.
    public SimGrid ownerReturns(String node) {
        named(node).ownerReturns();
        return this;
    }

    /// He leaves it.
    public SimGrid ownerLeaves(String node) {
        named(node).ownerLeaves();
        return this;
    }

    /// Its owner lets the node take nothing new.
    public SimGrid pauseNode(String node) {
        owner.pause(named(node).id());
        return this;
    }

    /// Its owner lets the node finish what runs on it, and take nothing new.
    public SimGrid drainNode(String node) {
        owner.drain(named(node).id());
        return this;
    }

    /// Its owner lets the node take tasks again.
    public SimGrid unpauseNode(String node) {
        owner.unpause(named(node).id());
        return this;
    }

    /// How readers see the node.
    public NodeState state(String node) {
        return snapshot().nodes().stream()
                .filter(view -> view.id().equals(named(node).id()))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private List<SimClient.Handed> handed(String name) {
        return client.handed().stream()
                .filter(job -> job.spec.name().equals(name))
                .toList();
    }

    /// A client asks that what has failed of the job of this name is tried again.
    public SimGrid retry(String name) {
        handed(name).forEach(client::retry);
        return this;
    }

    /// The node is gone, and the coordinator hears nothing of it: a power cut.
    public SimGrid crash(String node) {
        return crash(node, true);
    }

    SimGrid crash(String node, boolean silent) {
        if (named(node).isUp()) {
            named(node).crash(silent);
        }
        return this;
    }

    /// The node starts, and has forgotten everything.
    public SimGrid restart(String node) {
        if (!named(node).isUp()) {
            named(node).start();
        }
        return this;
    }

    /// Node and coordinator no longer hear each other.
    public SimGrid partition(String node) {
        return partition(node, true, true);
    }

    SimGrid partition(String node, boolean up, boolean down) {
        world.note(node + " is cut off" + (up && down ? "" : up ? " upwards" : " downwards"));
        named(node).cable().cut(up, down);
        return this;
    }

    /// Node and coordinator hear each other again; what was said meanwhile may arrive late.
    public SimGrid heal(String node) {
        world.note(node + " is reachable");
        named(node).cable().heal();
        return this;
    }

    /// The coordinator is gone; what its journal had not committed is lost.
    public SimGrid crashCoordinator() {
        if (coordinator.isUp()) {
            coordinator.crash();
        }
        return this;
    }

    /// A coordinator starts from the journal.
    public SimGrid restartCoordinator() {
        if (!coordinator.isUp()) {
            coordinator.start();
        }
        return this;
    }

    /// Lets so much time pass.
    public SimGrid run(Duration time) {
        Instant until = now().plus(time);
        while (!world.checker.isBroken() && world.agenda.step(until)) {
            if (world.agenda.count() > STEPS_MAX) {
                world.checker.found("P4", "There is no end of happenings.");
            }
        }
        return this;
    }

    /// Lets time pass until every job is over, then a quiet minute; and reads the books to the end.
    public SimGrid runToEnd() {
        Instant until = now().plus(PATIENCE);
        boolean quiet = false; // what is still on its way may be the retry of a job that was over
        while (!world.checker.isBroken() && !quiet && !isStuck() && now().isBefore(until)) {
            boolean over = isAllOver();
            run(over ? Duration.ofMinutes(1) : Duration.ofSeconds(1));
            quiet = over && isAllOver();
        }
        if (!world.checker.isBroken()) {
            world.checker.closeBooks(coordinator, client, List.copyOf(nodes.values()));
        }
        return this;
    }

    /// Nothing has happened for so long that nothing will: tasks end and are tried again sooner.
    private boolean isStuck() {
        return coordinator.lastAt().plus(STUCK_AFTER).isBefore(now());
    }

    private boolean isAllOver() {
        return client.handed().stream()
                .allMatch(job -> job.job().filter(world.checker.books()::isOver).isPresent());
    }

    /// The moment it is in the made-up world.
    public Instant now() {
        return world.now();
    }

    /// What readers see.
    public GridSnapshot snapshot() {
        return coordinator.shown();
    }

    /// The first job of this name, as readers see it.
    public Optional<JobView> job(String name) {
        return snapshot().jobs().stream().filter(job -> job.name().equals(name)).findFirst();
    }

    /// What runs on the node, as the node knows it.
    public List<AttemptId> runningOn(String node) {
        return named(node).running();
    }

    /// The names of the nodes that readers see as connected.
    public List<String> connected() {
        return snapshot().nodes().stream()
                .filter(GridSnapshot.NodeView::connected)
                .map(node -> node.facts().name())
                .toList();
    }

    /// Everything that happened, a line each.
    public String history() {
        return world.history.toString();
    }

    /// How it went so far.
    public Verdict verdict(long seed) {
        return new Verdict(
                seed,
                world.checker.violations(),
                history(),
                Duration.between(Agenda.START, now()),
                world.checker.books().attempts(),
                world.checker.books().lost());
    }

    /// How many attempts were made.
    public long attempts() {
        return world.checker.books().attempts();
    }

    /// How many attempts were lost with their nodes, as the journal says.
    public long lost() {
        return world.checker.books().lost();
    }

    /// Every job that was handed in is done, and every promise was kept.
    ///
    /// @throws AssertionError if not
    public SimGrid expectAllDone() {
        expectKept();
        for (SimClient.Handed handed : client.handed()) {
            expectState(handed, JobState.DONE);
        }
        return this;
    }

    /// The job of this name ended in this state, and every promise was kept.
    ///
    /// @throws AssertionError if not
    public SimGrid expect(String job, JobState state) {
        expectKept();
        handed(job).forEach(handed -> expectState(handed, state));
        return this;
    }

    private void expectState(SimClient.Handed handed, JobState state) {
        Optional<JobState> found = handed.job().flatMap(this::stateOf);
        if (found.filter(state::equals).isEmpty()) {
            throw failure("Job " + handed.spec.name() + " is " + found.map(JobState::word) + ", not " + state.word());
        }
    }

    private Optional<JobState> stateOf(JobId job) {
        return snapshot().job(job).map(JobView::state);
    }

    /// Every promise was kept.
    ///
    /// @throws AssertionError if not
    public SimGrid expectKept() {
        if (world.checker.isBroken()) {
            throw failure(world.checker.violations().getFirst().toString());
        }
        return this;
    }

    private AssertionError failure(String what) {
        return new AssertionError(what + "\nThe last that happened:\n" + world.history.tail(40));
    }
}
