// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What a node's machine is made of, as far as it can be read. What changes from minute to minute is in [NodeFigures].
///
/// @param power where its power comes from; none if it has no battery
/// @param link the network interface by which it reaches others
/// @param speed how fast one core is on a short benchmark, where 1.0 is the reference that the node's `SpeedTest`
/// names;
/// none before it was measured
public record Hardware(
        Cores cores,
        List<Disk> disks,
        Optional<Volume> volume,
        List<Gpu> gpus,
        Optional<Power> power,
        Optional<Link> link,
        OptionalDouble speed) {

    public Hardware {
        disks = List.copyOf(disks);
        gpus = List.copyOf(gpus);
    }

    /// The same, once its speed is measured.
    public Hardware with(OptionalDouble measured) {
        return new Hardware(cores, disks, volume, gpus, power, link, measured);
    }

    /// The cores of the processors.
    ///
    /// @param physical cores; none if not told
    /// @param logical cores as the system counts them: more than physical ones where each runs two threads
    /// @param performance of the logical ones those that are fast, where a processor has two kinds
    /// @param efficiency of the logical ones those that are slow and save power, where a processor has two kinds
    /// @param mhz the highest clock frequency; none if not told
    public record Cores(
            OptionalInt physical, int logical, OptionalInt performance, OptionalInt efficiency, OptionalInt mhz) {}

    /// A disk.
    ///
    /// @param model empty if not told
    /// @param kind `ssd` or `hdd`; empty if not told
    public record Disk(String model, long sizeMib, String kind) {}

    /// The file system that the node's own folder lies on.
    ///
    /// @param type for example `ext4`
    public record Volume(String type, long sizeMib) {}

    /// A graphics processor.
    ///
    /// @param vendor `NVIDIA`, `AMD`, `Intel`, or what the bus calls it
    /// @param memoryMib its own memory; none if not told
    /// @param driver the version of its driver, or the driver's name; empty if not told
    public record Gpu(String vendor, String model, Optional<Long> memoryMib, String driver) {}

    /// Where the power of a machine with a battery comes from.
    public enum Power {
        MAINS,
        BATTERY
    }

    /// A network interface.
    ///
    /// @param name as the operating system calls it
    /// @param mbit how many Mbit/s it carries; none if not told, as of most wireless ones
    /// @param wake the hardware address by which the grid may wake the sleeping machine (six bytes in hexadecimal,
    /// with colons); none if it may not
    public record Link(String name, OptionalInt mbit, boolean wireless, Optional<String> wake) {

        /// One that is not to be woken.
        public Link(String name, OptionalInt mbit, boolean wireless) {
            this(name, mbit, wireless, Optional.empty());
        }
    }

    /// The same, not to be woken.
    public Hardware unwoken() {
        return new Hardware(
                cores,
                disks,
                volume,
                gpus,
                power,
                link.map(one -> new Link(one.name(), one.mbit(), one.wireless())),
                speed);
    }
}
