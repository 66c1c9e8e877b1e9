// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Finds stages that wait for each other.
final class StageCycles {

    private static final int DRAWN_MAX = 12;

    private final Problems problems;
    /// For each stage those it waits for, and where the file says so.
    private final Map<String, Map<String, Span>> waitsFor = new LinkedHashMap<>();

    StageCycles(Problems problems, Collection<String> stages) {
        this.problems = problems;
        stages.forEach(stage -> waitsFor.put(stage, new LinkedHashMap<>()));
    }

    void link(String stage, String upstream, Span span) {
        waitsFor.getOrDefault(stage, Map.of()).putIfAbsent(upstream, span);
    }

    /// Notes one cycle, a shortest one, for each knot of stages that all wait for each other.
    void report() {
        Set<String> entangled = entangled();
        Set<String> told = new HashSet<>();
        for (String stage : waitsFor.keySet()) {
            if (entangled.contains(stage) && !told.contains(stage) && !problems.isFull()) {
                List<String> cycle = cycle(stage, entangled);
                if (!cycle.isEmpty()) {
                    told.addAll(knot(stage, entangled));
                    note(cycle);
                }
            }
        }
    }

    /// The stages that could never begin: those in a cycle and those behind one.
    private Set<String> entangled() {
        Map<String, Integer> missing = new LinkedHashMap<>();
        Map<String, List<String>> downstream = downstream();
        Deque<String> ready = new ArrayDeque<>();
        waitsFor.forEach((stage, upstream) -> {
            missing.put(stage, upstream.size());
            if (upstream.isEmpty()) {
                ready.add(stage);
            }
        });
        while (!ready.isEmpty()) {
            String done = ready.remove();
            missing.remove(done);
            for (String stage : downstream.getOrDefault(done, List.of())) {
                if (missing.merge(stage, -1, Integer::sum) == 0) {
                    ready.add(stage);
                }
            }
        }
        return missing.keySet();
    }

    /// A shortest way from the stage back to itself, along what each waits for; empty if there is none.
    private List<String> cycle(String start, Set<String> entangled) {
        Map<String, String> cameFrom = new LinkedHashMap<>();
        Deque<String> reached = new ArrayDeque<>(List.of(start));
        while (!reached.isEmpty()) {
            String stage = reached.remove();
            for (String upstream : waitsFor.getOrDefault(stage, Map.of()).keySet()) {
                if (upstream.equals(start)) {
                    return way(start, stage, cameFrom);
                }
                if (entangled.contains(upstream) && cameFrom.putIfAbsent(upstream, stage) == null) {
                    reached.add(upstream);
                }
            }
        }
        return List.of();
    }

    /// All stages that wait for this one and that this one waits for.
    private Set<String> knot(String stage, Set<String> entangled) {
        Map<String, List<String>> downstream = downstream();
        Set<String> knot =
                reached(stage, from -> waitsFor.getOrDefault(from, Map.of()).keySet(), entangled);
        knot.retainAll(reached(stage, from -> downstream.getOrDefault(from, List.of()), entangled));
        return knot;
    }

    private static Set<String> reached(String start, Function<String, Collection<String>> next, Set<String> within) {
        Set<String> reached = new HashSet<>(Set.of(start));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            for (String stage : next.apply(open.remove())) {
                if (within.contains(stage) && reached.add(stage)) {
                    open.add(stage);
                }
            }
        }
        return reached;
    }

    private Map<String, List<String>> downstream() {
        Map<String, List<String>> downstream = new LinkedHashMap<>();
        waitsFor.forEach((stage, upstream) -> upstream.keySet()
                .forEach(up ->
                        downstream.computeIfAbsent(up, _ -> new ArrayList<>()).add(stage)));
        return downstream;
    }

    private static List<String> way(String start, String last, Map<String, String> cameFrom) {
        Deque<String> way = new ArrayDeque<>();
        for (String stage = last; !stage.equals(start); stage = cameFrom.getOrDefault(stage, start)) {
            way.addFirst(stage);
        }
        way.addFirst(start);
        return List.copyOf(way);
    }

    private void note(List<String> cycle) {
        String first = cycle.getFirst();
        String second = cycle.size() > 1 ? cycle.get(1) : first;
        List<String> drawn = new ArrayList<>(
                cycle.stream().limit(DRAWN_MAX).map(Words::shown).toList());
        if (cycle.size() > DRAWN_MAX) {
            drawn.add("…");
        }
        drawn.add(Words.shown(first));
        problems.add(
                ProblemCode.E104,
                waitsFor.getOrDefault(first, Map.of()).getOrDefault(second, new Span(0, 1)),
                "stages wait for each other: " + String.join(" -> ", drawn),
                "remove one of these links; a stage can only use results made before it");
    }
}
