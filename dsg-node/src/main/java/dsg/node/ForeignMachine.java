// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware;
import dsg.model.NodeFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.hardware.PowerSource;

/// A machine with another system than Linux, as OSHI tells of it.
final class ForeignMachine implements Machine {

    private static final long MEGA = 1_000_000;

    private final SystemInfo system = new SystemInfo();
    private final Path home;
    private long[] ticks = new long[0];

    ForeignMachine(Path home) {
        this.home = home;
    }

    @Override
    public String os() {
        return system.getOperatingSystem().toString();
    }

    @Override
    public String processor() {
        return cpu().getProcessorIdentifier().getName();
    }

    @Override
    public OptionalLong memoryMib() {
        return OptionalLong.of(system.getHardware().getMemory().getTotal() >> 20);
    }

    private CentralProcessor cpu() {
        return system.getHardware().getProcessor();
    }

    @Override
    public Hardware hardware() {
        HardwareAbstractionLayer hardware = system.getHardware();
        long hertz = cpu().getMaxFreq();
        return new Hardware(
                new Hardware.Cores(
                        OptionalInt.of(cpu().getPhysicalProcessorCount()),
                        cpu().getLogicalProcessorCount(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        hertz > 0 ? OptionalInt.of((int) (hertz / MEGA)) : OptionalInt.empty()),
                hardware.getDiskStores().stream()
                        .map(disk -> new Hardware.Disk(disk.getModel().strip(), disk.getSize() >> 20, ""))
                        .toList(),
                Machine.volume(home),
                hardware.getGraphicsCards().stream()
                        .map(card -> new Hardware.Gpu(
                                card.getVendor(),
                                card.getName(),
                                card.getVRam() > 0 ? Optional.of(card.getVRam() >> 20) : Optional.empty(),
                                card.getVersionInfo()))
                        .toList(),
                power(hardware.getPowerSources()),
                link(hardware.getNetworkIFs()),
                OptionalDouble.empty());
    }

    private static Optional<Hardware.Power> power(List<PowerSource> sources) {
        List<PowerSource> batteries = batteries(sources);
        return batteries.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        batteries.stream().anyMatch(PowerSource::isDischarging)
                                ? Hardware.Power.BATTERY
                                : Hardware.Power.MAINS);
    }

    /// A machine without a battery may tell of one without any capacity.
    private static List<PowerSource> batteries(List<PowerSource> sources) {
        return sources.stream().filter(source -> source.getMaxCapacity() > 0).toList();
    }

    private static Optional<Hardware.Link> link(List<NetworkIF> interfaces) {
        return interfaces.stream()
                .filter(one -> one.getIPv4addr().length > 0 && one.getSpeed() > 0)
                .findFirst()
                .map(one -> new Hardware.Link(
                        one.getName(),
                        OptionalInt.of((int) (one.getSpeed() / MEGA)),
                        false,
                        Interfaces.address(one.getMacaddr())));
    }

    @Override
    public NodeFigures figures(long nanos, boolean idle) {
        GlobalMemory memory = system.getHardware().getMemory();
        OptionalDouble load = ticks.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(cpu().getSystemCpuLoadBetweenTicks(ticks) * cpu().getLogicalProcessorCount());
        ticks = cpu().getSystemCpuLoadTicks();
        double celsius = system.getHardware().getSensors().getCpuTemperature();
        List<PowerSource> batteries = batteries(system.getHardware().getPowerSources());
        return new NodeFigures(
                load,
                OptionalDouble.empty(),
                OptionalLong.of((memory.getTotal() - memory.getAvailable()) >> 20),
                diskFreeMib(),
                celsius > 0 ? OptionalDouble.of(celsius) : OptionalDouble.empty(),
                batteries.isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of((int) Math.round(batteries.getFirst().getRemainingCapacityPercent() * 100)));
    }

    private OptionalLong diskFreeMib() {
        try {
            return OptionalLong.of(Files.getFileStore(home).getUsableSpace() >> 20);
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
