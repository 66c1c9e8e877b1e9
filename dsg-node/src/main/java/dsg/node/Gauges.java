// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.NodeFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// How the machine fares at the moment, as Linux tells it. The load is the mean since the last look, so that the first
/// look tells none.
final class Gauges {

    /// Linux counts in hundredths of a second, whatever its own clock does.
    private static final double TICKS_A_SECOND = 100;
    private static final Set<String> PROCESSOR_SENSORS = Set.of("coretemp", "k10temp", "zenpower", "cpu_thermal");
    private static final Set<String> PROCESSOR_ZONES =
            Set.of("x86_pkg_temp", "cpu-thermal", "cpu_thermal", "soc-thermal");
    private static final Pattern INPUT = Pattern.compile("temp[0-9]+_input");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final double MILLI = 1000;

    private final SystemFiles files;
    private final Path home;
    private final long self;
    private Optional<Sum> last = Optional.empty();

    /// What was computed until a moment, in ticks.
    private record Sum(long nanos, OptionalLong all, OptionalLong own) {}

    /// A process: its parent, and the ticks that it and those of its children that have ended have used.
    private record Used(long parent, long ticks) {}

    /// @param home the node's folder
    /// @param self the node's own process
    Gauges(SystemFiles files, Path home, long self) {
        this.files = files;
        this.home = home;
        this.self = self;
    }

    /// @param nanos the time, by a clock that never jumps
    /// @param idle whether no task runs: then nothing but the node itself can be busy for it
    NodeFigures look(long nanos, boolean idle) {
        Sum now = new Sum(nanos, busy(), own(idle));
        Optional<Sum> before = last;
        last = Optional.of(now);
        return new NodeFigures(
                before.map(sum -> cores(sum, sum.all(), now, now.all())).orElse(OptionalDouble.empty()),
                before.map(sum -> cores(sum, sum.own(), now, now.own())).orElse(OptionalDouble.empty()),
                new Memory(files).usedMib(),
                diskFreeMib(),
                celsius(),
                new PowerSupply(files).percent());
    }

    private static OptionalDouble cores(Sum from, OptionalLong before, Sum to, OptionalLong now) {
        double seconds = (to.nanos() - from.nanos()) / 1e9;
        return before.isPresent() && now.isPresent() && seconds > 0
                ? OptionalDouble.of(Math.max(0, now.getAsLong() - before.getAsLong()) / TICKS_A_SECOND / seconds)
                : OptionalDouble.empty();
    }

    /// What all cores were busy with since the machine started: user, nice, system, irq, softirq, steal, but not idle
    /// and waiting for disks.
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

    /// The node and all that it has started. What ends is added to its parent, so that the sum only grows.
    private OptionalLong own(boolean idle) {
        Map<Long, Used> processes = new HashMap<>();
        Map<Long, Deque<Long>> children = new HashMap<>();
        List<String> names = idle
                ? List.of(Long.toString(self))
                : files.names("proc").stream().filter(NUMBER.asMatchPredicate()).toList();
        for (String name : names) {
            used(name).ifPresent(used -> {
                long id = number(name);
                processes.put(id, used);
                children.computeIfAbsent(used.parent(), _ -> new ArrayDeque<>()).add(id);
            });
        }
        if (!processes.containsKey(self)) {
            return OptionalLong.empty();
        }
        long sum = 0;
        Deque<Long> left = new ArrayDeque<>(List.of(self));
        while (!left.isEmpty()) {
            long id = left.remove();
            Used used = processes.get(id);
            sum += used == null ? 0 : used.ticks();
            left.addAll(children.getOrDefault(id, new ArrayDeque<>()));
        }
        return OptionalLong.of(sum);
    }

    /// The program's name stands in brackets, and may have blanks and brackets itself.
    private Optional<Used> used(String process) {
        return files.text("proc/" + process + "/stat")
                .map(text -> text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1))
                .filter(columns -> columns.length > 14)
                .map(columns -> new Used(
                        number(columns[1]),
                        number(columns[11]) + number(columns[12]) + number(columns[13]) + number(columns[14])));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private OptionalLong diskFreeMib() {
        try {
            return OptionalLong.of(Files.getFileStore(home).getUsableSpace() >> 20);
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    /// The hottest of the processor's sensors.
    private OptionalDouble celsius() {
        OptionalLong most = files.names("sys/class/hwmon").stream()
                .map(name -> "sys/class/hwmon/" + name + "/")
                .filter(folder -> files.text(folder + "name")
                        .filter(PROCESSOR_SENSORS::contains)
                        .isPresent())
                .flatMap(folder -> files.names(folder).stream()
                        .filter(INPUT.asMatchPredicate())
                        .map(name -> files.number(folder + name)))
                .flatMapToLong(OptionalLong::stream)
                .max();
        if (most.isEmpty()) {
            most = files.names("sys/class/thermal").stream()
                    .map(name -> "sys/class/thermal/" + name + "/")
                    .filter(folder -> files.text(folder + "type")
                            .filter(PROCESSOR_ZONES::contains)
                            .isPresent())
                    .map(folder -> files.number(folder + "temp"))
                    .flatMapToLong(OptionalLong::stream)
                    .max();
        }
        return most.isPresent() ? OptionalDouble.of(most.getAsLong() / MILLI) : OptionalDouble.empty();
    }
}
