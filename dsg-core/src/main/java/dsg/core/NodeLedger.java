// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.NodeState;
import dsg.model.Offer;
import dsg.model.Request;
import dsg.model.Resources;
import dsg.model.Rest;
import dsg.model.Software;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All that is true of one node. Beyond what it has room for it may have been sent short attempts ahead, so that it
/// need not wait for the coordinator between one and the next; it starts them in the order in which they came.
public final class NodeLedger {

    /// A node on which no attempt has come to its own end for so long is not quick: it gets nothing ahead, and gives
    /// back what it has.
    static final Duration QUICK = Duration.ofSeconds(1);

    private final NodeId id;
    private final Map<AttemptId, Resources> attempts = new LinkedHashMap<>();
    private final Map<AttemptId, Resources> ahead = new LinkedHashMap<>();
    private final Set<AttemptId> lostWhileAway = new LinkedHashSet<>();
    private final QuickFailures quickFailures = new QuickFailures();
    private final Lately lately = new Lately();
    private final NodeTags tags;
    private KnownFacts known;
    private Offer offer = Offer.ALL;
    private Resources used = Resources.NONE;
    private boolean connected;
    private boolean paused;
    private boolean draining;
    private Instant since = Instant.MIN;
    private Instant quickUntil = Instant.MIN;
    private Optional<Instant> lostAt = Optional.empty();
    private Optional<Departures.Departure> departure = Optional.empty();

    NodeLedger(NodeId id, NodeFacts facts) {
        this.id = id;
        this.tags = new NodeTags(facts.tags());
        this.known = new KnownFacts(id, facts);
    }

    NodeId id() {
        return id;
    }

    NodeFacts facts() {
        return known.facts();
    }

    /// What it says of itself at present, for attempts to refer to.
    KnownFacts known() {
        return known;
    }

    /// Its own tags, and what the grid says of them.
    NodeTags tags() {
        return tags;
    }

    /// Whether its link is open.
    boolean isConnected() {
        return connected;
    }

    /// What has failed on it at once, and whether it rests for that.
    QuickFailures quickFailures() {
        return quickFailures;
    }

    /// What ended on it last.
    Lately lately() {
        return lately;
    }

    boolean isPaused() {
        return paused;
    }

    /// Whether it is to be paused once nothing runs on it.
    boolean isDraining() {
        return draining;
    }

    /// Whether it is given anything new.
    boolean takesWork() {
        return connected && !paused && !draining && offer.rest().isEmpty();
    }

    /// What its owner lets tasks have of it.
    Offer offer() {
        return offer;
    }

    /// Whether it could carry out such a request if nothing else ran on it, as much of it as its owner lets tasks have.
    boolean offers(Request request) {
        return offer.of(facts().capacity()).covers(request.resources()) && facts().takes(request);
    }

    NodeState state() {
        if (!connected) {
            return NodeState.AWAY;
        }
        if (draining || paused) {
            return draining ? NodeState.DRAINING : NodeState.PAUSED;
        }
        return offer.rest().isPresent() || quickFailures.restsUntil().isPresent() ? NodeState.RESTING : NodeState.READY;
    }

    /// Why it is given nothing new although people may expect it to be, as a sentence without a full stop.
    Optional<String> why() {
        String again = "; dsg node unpause " + facts().name() + " lets it take tasks again";
        if (draining) {
            return Optional.of("it finishes what runs on it, and is paused then" + again);
        }
        if (paused) {
            return Optional.of("somebody has paused it" + again);
        }
        if (offer.rest().isPresent()) {
            return offer.rest().map(Rest::why);
        }
        return quickFailures
                .restsUntil()
                .map(until -> "tasks fail on it at once that end well elsewhere; it gets another at "
                        + until.truncatedTo(ChronoUnit.SECONDS) + again);
    }

    /// When its link was opened last.
    Instant since() {
        return since;
    }

    /// When its attempts are lost, if it is away.
    Optional<Instant> lostAt() {
        return lostAt;
    }

    /// When and with which others its link was lost last.
    Optional<Departures.Departure> departure() {
        return departure;
    }

    boolean holdsAttempts() {
        return !attempts.isEmpty();
    }

    List<AttemptId> attempts() {
        return List.copyOf(attempts.keySet());
    }

    /// The attempts that were lost since its link was opened last. Their orders may still reach it: one that was
    /// decided on before the link broke is pushed when its turn is durable, down whatever link is open by then.
    Set<AttemptId> lostWhileAway() {
        return lostWhileAway;
    }

    /// How many of its attempts it has room for.
    int running() {
        return attempts.size() - ahead.size();
    }

    /// The attempts that it was sent ahead, in the order in which it starts them.
    List<AttemptId> ahead() {
        return List.copyOf(ahead.keySet());
    }

    int sentAhead() {
        return ahead.size();
    }

    /// Until when it counts as quick, if nothing more ends on it.
    Instant quickUntil() {
        return quickUntil;
    }

    /// Whether it may keep what it was sent ahead, or is to give it back.
    boolean mayHoldAhead(Instant now) {
        return quickUntil.isAfter(now)
                && !paused
                && !draining
                && offer.rest().isEmpty()
                && quickFailures.restsUntil().isEmpty();
    }

    /// What its attempts use, without those that it was sent ahead.
    Resources used() {
        return used;
    }

    /// What it has left; a node that came back smaller than what it was given has nothing left.
    Resources free() {
        return offer.of(facts().capacity()).without(used);
    }

    void applyArrived(NodeFacts arrived, Instant at) {
        tags.say(arrived.tags());
        NodeFacts tagged = arrived.tagged(tags.all());
        if (!tagged.equals(known.facts())) {
            known = new KnownFacts(id, tagged);
        }
        connected = true;
        since = at;
        lostAt = Optional.empty();
        lostWhileAway.clear();
        makeRoom();
    }

    /// What has run on it keeps the name that it had then.
    void applyRenamed(String name) {
        known = new KnownFacts(id, known.facts().named(name));
    }

    void applySurveyed(Software software) {
        now(known.facts().with(software));
    }

    /// What it could not run beside the rest from now on goes on: nothing is taken back.
    void applyChanged(NodeFacts facts) {
        tags.say(facts.tags());
        now(facts.tagged(tags.all()));
        makeRoom();
    }

    /// What its owner wants back of it goes on on the coordinator's books until the node gives it up.
    void applyOffers(Offer now) {
        offer = now;
        makeRoom();
    }

    void applyTagged(Set<String> added, Set<String> removed) {
        tags.change(added, removed);
        now(known.facts().tagged(tags.all()));
    }

    /// What only completes what it said was so when its attempts began, too.
    private void now(NodeFacts facts) {
        if (known.facts().isCompletedBy(facts)) {
            known.complete(facts);
        } else {
            known = new KnownFacts(id, facts);
        }
    }

    void applyDeparted(Instant lost, Departures.Departure departed) {
        connected = false;
        lostAt = Optional.of(lost);
        departure = Optional.of(departed);
    }

    /// It dialled again before its old link was seen to end.
    void applySuperseded(Departures.Departure departed) {
        departure = Optional.of(departed);
    }

    void applyPaused(boolean now) {
        paused = now;
        draining = false;
        if (!now) {
            quickFailures.clear();
        }
    }

    void applyDraining() {
        paused = false;
        draining = true;
    }

    void applyPlaced(AttemptId attempt, Resources resources) {
        if (attempts.putIfAbsent(attempt, resources) != null) {
            throw new IllegalStateException("Node " + id + " is given " + attempt + " twice.");
        }
        if (free().covers(resources)) {
            used = used.plus(resources);
        } else {
            ahead.put(attempt, resources);
        }
    }

    void applyEnded(GridEvent.AttemptEnded ended) {
        Resources resources = attempts.remove(ended.attempt());
        if (resources == null) {
            throw new IllegalStateException("Node " + id + " does not hold " + ended.attempt() + ".");
        }
        if (ahead.remove(ended.attempt()) == null) {
            used = used.minus(resources);
        }
        quickFailures.applyEnded(ended);
        lately.add(ended.attempt());
        if (ended.report().end() instanceof AttemptEnd.Lost) {
            lostWhileAway.add(ended.attempt());
        }
        if (ended.report().end().isItsOwn()) {
            quickUntil = ended.at().plus(QUICK);
        }
        makeRoom();
    }

    /// What the node itself does whenever something ends on it: starts what it was sent ahead, in its order.
    private void makeRoom() {
        Iterator<Resources> next = ahead.values().iterator();
        while (next.hasNext()) {
            Resources resources = next.next();
            if (!free().covers(resources)) {
                return;
            }
            used = used.plus(resources);
            next.remove();
        }
    }
}
