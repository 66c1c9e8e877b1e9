// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Why a task waits, or is cancelled. CLI, REST and page show [#text()] word for word.
public sealed interface Reason {

    /// Somebody has paused its job.
    record Paused() implements Reason {}

    /// Stages before it are not done.
    record WaitsFor(List<String> stages) implements Reason {}

    /// It failed and is tried again later.
    record TriedAgain(Instant notBefore, String why) implements Reason {}

    /// No node is connected.
    record NoNode() implements Reason {}

    /// No connected node has all of these tags.
    record NoNodeTagged(List<String> tags) implements Reason {}

    /// No connected node runs tasks of its type.
    record NoNodeRuns(String type) implements Reason {}

    /// No connected node that runs tasks of its type isolates them so well; one is named, with what it has.
    record NoNodeIsolates(Isolation least, String node, Isolation has) implements Reason {}

    /// Its condition is being looked at.
    record Judged(String expression) implements Reason {}

    /// No connected node is large enough, even when idle.
    record TooLarge(Resources wanted, String largestNode, Resources largest) implements Reason {}

    /// Every node that suits it is paused, drains, or rests; all of them, by name.
    record NodesPaused(List<String> nodes) implements Reason {
        public NodesPaused {
            nodes = List.copyOf(nodes);
        }
    }

    /// Every node that suits it rests by its owner's policy, is paused or drains; one that rests is named, with why.
    record NodesRest(String node, String why) implements Reason {}

    /// The owners of all nodes that suit it let no tasks of its user run; all of them, by name.
    record NotAdmitted(String user, List<String> nodes) implements Reason {
        public NotAdmitted {
            nodes = List.copyOf(nodes);
        }
    }

    /// The owners of those nodes that are large enough let tasks have less of them at present; the largest is named.
    record OfferedLess(Resources wanted, String node, Resources offered) implements Reason {}

    /// Every node that is large enough is busy; the nearest is named.
    record NodesBusy(Resources wanted, String nearestNode, Resources free) implements Reason {}

    /// It waits for a node that has its large inputs, which is quicker than to bring them to one that is free.
    ///
    /// @param bytes what would have to be brought
    /// @param bring how long that would take
    record NearData(String node, long bytes, Duration bring) implements Reason {}

    /// It failed at once on these nodes, and others like it do not elsewhere: it waits for another.
    record Elsewhere(List<String> nodes) implements Reason {
        public Elsewhere {
            nodes = List.copyOf(nodes);
        }
    }

    /// It does not wait: it was cancelled, or cannot run any more.
    record Cancelled(String why) implements Reason {}

    /// Nothing stands in its way: it starts in the next turn.
    record AboutToStart() implements Reason {}

    /// The sentence that people read, without a full stop.
    default String text() {
        return switch (this) {
            case Paused() -> "its job is paused";
            case WaitsFor(List<String> stages) -> "waits for " + String.join(", ", stages);
            case TriedAgain(Instant notBefore, String why) ->
                "is tried again at " + notBefore.truncatedTo(ChronoUnit.SECONDS) + "; last time: " + why;
            case NoNode() -> "no node is connected";
            case NoNodeTagged(List<String> tags) -> "no node is tagged " + String.join(" and ", tags);
            case NoNodeRuns(String type) -> noneRuns(type);
            case NoNodeIsolates(Isolation least, String node, Isolation has) ->
                "no node isolates tasks that well: needs " + least.word() + "; " + node + " has " + has.word();
            case Judged(String expression) -> "its condition is looked at: " + expression;
            case TooLarge(Resources wanted, String node, Resources largest) ->
                "no node is that large: needs " + wanted + "; largest: " + node + " (" + largest + ")";
            case NodesPaused(List<String> nodes) ->
                "every node that suits it is paused or rests (" + named(nodes) + "); dsg node unpause "
                        + nodes.getFirst() + " lets it go on";
            case NodesRest(String node, String why) -> "waits for " + node + " to end its rest: " + why;
            case NotAdmitted(String user, List<String> nodes) ->
                "no node that suits it lets tasks of " + user + " run (" + named(nodes)
                        + "); its owner can: dsg node policy --people " + user;
            case OfferedLess(Resources wanted, String node, Resources offered) ->
                "no node offers that much at present: needs " + wanted + "; the owner of " + node + " lets tasks have "
                        + offered;
            case NodesBusy(Resources wanted, String node, Resources free) ->
                "nodes are busy: needs " + wanted + "; " + node + " has " + free + " free";
            case NearData(String node, long bytes, Duration bring) ->
                "waits for " + node + ", which has its data: to bring " + bytes / (1024 * 1024)
                        + " MiB elsewhere would take about " + Math.max(1, bring.toSeconds()) + " s";
            case Elsewhere(List<String> nodes) ->
                "waits for another node than " + named(nodes) + ", where it failed at once";
            case Cancelled(String why) -> why;
            case AboutToStart() -> "starts now";
        };
    }

    private static String noneRuns(String type) {
        String name = type.replaceFirst("@.*", "");
        return "no node runs tasks of the type " + name
                + (name.length() < type.length()
                        ? " (" + type.substring(name.length() + 1, Math.min(type.length(), name.length() + 13))
                                + "); the owner of one can: dsg type add " + name + ".jar"
                        : name.equals(Isolation.CONTAINER.word())
                                ? ": podman, docker or apptainer works on none; dsg doctor there says why"
                                : "; dsg node show says which a node runs");
    }

    private static String named(List<String> nodes) {
        int most = 3;
        String some = String.join(", ", nodes.subList(0, Math.min(most, nodes.size())));
        return nodes.size() > most ? some + " and " + (nodes.size() - most) + " more" : some;
    }
}
