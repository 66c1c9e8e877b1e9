// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What the processors have computed so far, as Linux counts it.
///
/// @param self the node's own process
record Ticks(SystemFiles files, long self) {

    /// Linux counts in hundredths of a second, whatever its own clock does.
    private static final double A_SECOND = 100;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /// What was computed until a moment.
    ///
    /// @param nanos the moment, by a clock that never jumps
    /// @param all by everybody, in ticks
    /// @param own by the node and all that it has started, in ticks
    record Sum(long nanos, OptionalLong all, OptionalLong own) {

        /// How many cores everybody has kept busy since another moment.
        OptionalDouble coresSince(Sum before) {
            return cores(before, before.all(), all);
        }

        /// How many the node has.
        OptionalDouble ownCoresSince(Sum before) {
            return cores(before, before.own(), own);
        }

        private OptionalDouble cores(Sum before, OptionalLong from, OptionalLong to) {
            double seconds = (nanos - before.nanos()) / 1e9;
            return from.isPresent() && to.isPresent() && seconds > 0
                    ? OptionalDouble.of(Math.max(0, to.getAsLong() - from.getAsLong()) / A_SECOND / seconds)
                    : OptionalDouble.empty();
        }
    }

    /// @param idle whether no task runs: then nothing but the node itself can be busy for it
    Sum count(long nanos, boolean idle) {
        return new Sum(nanos, busy(), own(idle));
    }

    /// What all cores were busy with since the machine started: user, nice, system, irq, softirq,
    /// steal, but not idle and waiting for disks.
    private OptionalLong busy() {
        return files.lines("proc/stat").stream()
                .filter(line -> line.startsWith("cpu "))
                .map(line -> line.split("\\s+"))
                .filter(columns -> columns.length > 8)
                .mapToLong(columns -> number(columns[1])
                        + number(columns[2])
                        + number(columns[3])
                        + number(columns[6])
                        + number(columns[7])
                        + number(columns[8]))
                .findFirst();
    }

    /// The node and all that it has started. What ends is added to its parent, so that the sum only
    /// grows.
    private OptionalLong own(boolean idle) {
        Map<Long, ProcessStat> processes = new HashMap<>();
        Map<Long, Deque<Long>> children = new HashMap<>();
        List<String> names = idle
                ? List.of(Long.toString(self))
                : files.names("proc").stream().filter(NUMBER.asMatchPredicate()).toList();
        for (String name : names) {
            ProcessStat.read(files, name).ifPresent(process -> {
                long id = number(name);
                processes.put(id, process);
                children.computeIfAbsent(process.parent(), _ -> new ArrayDeque<>())
                        .add(id);
            });
        }
        if (!processes.containsKey(self)) {
            return OptionalLong.empty();
        }
        long sum = 0;
        Deque<Long> left = new ArrayDeque<>(List.of(self));
        while (!left.isEmpty()) {
            long id = left.remove();
            sum += Optional.ofNullable(processes.get(id))
                    .map(ProcessStat::ticks)
                    .orElse(0L);
            left.addAll(children.getOrDefault(id, new ArrayDeque<>()));
        }
        return OptionalLong.of(sum);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
