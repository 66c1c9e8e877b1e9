// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// The terminals that tasks have made for themselves: all processes on them descend from the node.
///
/// @param files where `/proc` lies
/// @param self the node's process
record NodesTerminals(SystemFiles files, long self) implements Predicate<Path> {

    @Override
    public boolean test(Path terminal) {
        OptionalLong device = device(terminal);
        if (device.isEmpty()) {
            return false;
        }
        List<ProcessStat> there = files.names("proc").stream()
                .filter(name -> Character.isDigit(name.charAt(0)))
                .map(name -> ProcessStat.read(files, name))
                .flatMap(Optional::stream)
                .filter(stat -> stat.terminal() == device.getAsLong())
                .toList();
        return !there.isEmpty() && there.stream().allMatch(stat -> ProcessStat.descends(files, stat, self));
    }

    /// Its number, as the kernel writes it in `/proc/PID/stat`.
    private static OptionalLong device(Path terminal) {
        try {
            return Files.getAttribute(terminal, "unix:rdev") instanceof Number number
                    ? OptionalLong.of(number.longValue())
                    : OptionalLong.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return OptionalLong.empty();
        }
    }
}
