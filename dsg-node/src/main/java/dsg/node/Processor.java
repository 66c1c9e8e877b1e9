// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Linux tells of the processors.
record Processor(SystemFiles files) {

    private static final String CPUS = "sys/devices/system/cpu";
    private static final Pattern CPU = Pattern.compile("cpu[0-9]+");
    private static final Pattern CLOCK = Pattern.compile("@ ([0-9.]{1,8})GHz");

    /// The model's name: `AMD EPYC 7763 64-Core Processor`; the board's where processors have none. Empty if not told.
    String name() {
        return files.lines("proc/cpuinfo").stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .or(() -> files.text("proc/device-tree/model").map(text -> text.replace("\0", "")))
                .orElse("");
    }

    Hardware.Cores cores() {
        List<String> cpus =
                files.names(CPUS).stream().filter(CPU.asMatchPredicate()).toList();
        int logical = files.text(CPUS + "/online").map(SystemFiles::count).orElse(0);
        Map<Long, Integer> byCapacity = byCapacity(cpus);
        return new Hardware.Cores(
                physical(cpus),
                logical > 0 ? logical : Runtime.getRuntime().availableProcessors(),
                kind("sys/devices/cpu_core/cpus", byCapacity, true),
                kind("sys/devices/cpu_atom/cpus", byCapacity, false),
                mhz(cpus));
    }

    /// Two logical cores with the same ids are threads of one physical core.
    private OptionalInt physical(List<String> cpus) {
        Set<String> cores = new HashSet<>();
        for (String cpu : cpus) {
            String topology = CPUS + "/" + cpu + "/topology/";
            files.text(topology + "core_id")
                    .ifPresent(core -> cores.add(
                            files.text(topology + "physical_package_id").orElse("") + " " + core));
        }
        return cores.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cores.size());
    }

    /// How many cores have each capacity, as ARM processors with two kinds tell it.
    private Map<Long, Integer> byCapacity(List<String> cpus) {
        Map<Long, Integer> counts = new HashMap<>();
        for (String cpu : cpus) {
            files.number(CPUS + "/" + cpu + "/cpu_capacity")
                    .ifPresent(capacity -> counts.merge(capacity, 1, Integer::sum));
        }
        return counts;
    }

    private OptionalInt kind(String list, Map<Long, Integer> byCapacity, boolean fast) {
        Optional<Integer> told = files.text(list).map(SystemFiles::count);
        if (told.isPresent()) {
            return OptionalInt.of(told.get());
        }
        if (byCapacity.size() < 2) {
            return OptionalInt.empty();
        }
        long most =
                byCapacity.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        return OptionalInt.of(byCapacity.entrySet().stream()
                .filter(entry -> (entry.getKey() == most) == fast)
                .mapToInt(Map.Entry::getValue)
                .sum());
    }

    /// Not the present frequency, which changes all the time.
    private OptionalInt mhz(List<String> cpus) {
        OptionalLong most = cpus.stream()
                .map(cpu -> files.number(CPUS + "/" + cpu + "/cpufreq/cpuinfo_max_freq"))
                .flatMapToLong(OptionalLong::stream)
                .max();
        if (most.isPresent()) {
            return OptionalInt.of((int) (most.getAsLong() / 1000));
        }
        Matcher clock = CLOCK.matcher(name());
        return clock.find()
                ? OptionalInt.of((int) Math.round(Double.parseDouble(clock.group(1)) * 1000))
                : OptionalInt.empty();
    }
}
