// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What Linux tells of the memory.
record Memory(SystemFiles files) {

    private static final long MIB = 1 << 20;

    /// All that there is, or less if the node may not have more of it.
    OptionalLong totalMib() {
        OptionalLong total = kib("MemTotal:");
        if (total.isEmpty()) {
            return total;
        }
        long least = total.getAsLong() / 1024;
        for (String file : limits()) {
            OptionalLong limit = files.number(file);
            if (limit.isPresent() && limit.getAsLong() >= MIB) {
                least = Math.min(least, limit.getAsLong() / MIB);
            }
        }
        return OptionalLong.of(least);
    }

    /// What is not available to anything new.
    OptionalLong usedMib() {
        OptionalLong total = kib("MemTotal:");
        OptionalLong available = kib("MemAvailable:");
        return total.isPresent() && available.isPresent()
                ? OptionalLong.of((total.getAsLong() - available.getAsLong()) / 1024)
                : OptionalLong.empty();
    }

    private OptionalLong kib(String what) {
        return files.lines("proc/meminfo").stream()
                .filter(line -> line.startsWith(what))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty() && digits.length() < 18)
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /// The files of the control groups in which this process is, from its own up to the root. A container sees its own
    /// group as the root.
    private List<String> limits() {
        List<String> limits = new ArrayList<>();
        for (String line : files.lines("proc/self/cgroup")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                addAll(limits, "sys/fs/cgroup", parts[2], "memory.max");
            } else if (parts.length == 3 && parts[1].equals("memory")) {
                addAll(limits, "sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes");
            }
        }
        return limits;
    }

    private static void addAll(List<String> limits, String root, String group, String file) {
        for (String at = group; at.length() > 1 && at.startsWith("/"); at = at.substring(0, at.lastIndexOf('/'))) {
            limits.add(root + at + "/" + file);
        }
        limits.add(root + "/" + file);
    }
}
