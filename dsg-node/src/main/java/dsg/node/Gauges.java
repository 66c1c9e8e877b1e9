// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.NodeFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// How the machine fares at the moment, as Linux tells it. The load is the mean since the last look, so that the first
/// look tells none.
final class Gauges {

    private static final Set<String> PROCESSOR_SENSORS = Set.of("coretemp", "k10temp", "zenpower", "cpu_thermal");
    private static final Set<String> PROCESSOR_ZONES =
            Set.of("x86_pkg_temp", "cpu-thermal", "cpu_thermal", "soc-thermal");
    private static final Pattern INPUT = Pattern.compile("temp[0-9]+_input");
    private static final double MILLI = 1000;

    private final SystemFiles files;
    private final Path home;
    private final Ticks ticks;
    private Optional<Ticks.Sum> last = Optional.empty();

    /// @param home the node's folder
    /// @param self the node's own process
    Gauges(SystemFiles files, Path home, long self) {
        this.files = files;
        this.home = home;
        this.ticks = new Ticks(files, self);
    }

    /// @param nanos the time, by a clock that never jumps
    /// @param idle whether no task runs: then nothing but the node itself can be busy for it
    NodeFigures look(long nanos, boolean idle) {
        Ticks.Sum now = ticks.count(nanos, idle);
        Optional<Ticks.Sum> before = last;
        last = Optional.of(now);
        return new NodeFigures(
                before.map(now::coresSince).orElse(OptionalDouble.empty()),
                before.map(now::ownCoresSince).orElse(OptionalDouble.empty()),
                new Memory(files).usedMib(),
                diskFreeMib(),
                celsius(),
                new PowerSupply(files).percent());
    }

    private OptionalLong diskFreeMib() {
        try {
            return OptionalLong.of(Files.getFileStore(home).getUsableSpace() >> 20);
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    /// The hottest of the processor's sensors.
    OptionalDouble celsius() {
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
