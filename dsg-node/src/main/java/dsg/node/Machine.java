// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware;
import dsg.model.NodeFigures;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// The machine that a node is on. Linux tells of it in files, which costs next to nothing to read; elsewhere a library
/// asks the system (docs/decisions/0023-node-facts.md).
sealed interface Machine permits Machine.Linux, ForeignMachine {

    /// The operating system's name and version.
    String os();

    /// The processor's model; empty if not told.
    String processor();

    OptionalLong memoryMib();

    /// What the machine is made of, without its speed. May take seconds.
    Hardware hardware();

    /// The graphics processors that tasks can be given, as of the last look at the hardware.
    default List<GpuDevice> gpus() {
        return List.of();
    }

    /// How it fares.
    ///
    /// @param idle whether no task runs
    NodeFigures figures(long nanos, boolean idle);

    /// The machine that this process is on.
    ///
    /// @param home the node's folder
    static Machine here(Path home) {
        Path root = Path.of("/");
        return Files.exists(root.resolve("proc/meminfo"))
                ? new Linux(root, home, ProcessHandle.current().pid())
                : new ForeignMachine(home);
    }

    /// The file system that a folder lies on.
    static Optional<Hardware.Volume> volume(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return Optional.of(new Hardware.Volume(store.type(), store.getTotalSpace() >> 20));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// A machine with Linux.
    final class Linux implements Machine {

        private final SystemFiles files;
        private final Path home;
        private final Gpus gpus;
        private final Gauges gauges;

        /// @param root where its `/proc`, `/sys` and `/etc` lie
        /// @param self the node's process
        Linux(Path root, Path home, long self) {
            this.files = new SystemFiles(root);
            this.home = home;
            this.gpus = new Gpus(
                    files,
                    List.of(root.resolve("usr/bin/nvidia-smi"), root.resolve("usr/local/bin/nvidia-smi")),
                    Gpus.PATIENCE);
            this.gauges = new Gauges(files, home, self);
        }

        @Override
        public String os() {
            return files.lines("etc/os-release").stream()
                    .filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                    .findFirst()
                    .orElse("Linux");
        }

        @Override
        public String processor() {
            return new Processor(files).name();
        }

        @Override
        public OptionalLong memoryMib() {
            return new Memory(files).totalMib();
        }

        @Override
        public Hardware hardware() {
            return new Hardware(
                    new Processor(files).cores(),
                    new Disks(files).look(),
                    volume(home),
                    gpus.look(),
                    new PowerSupply(files).source(),
                    new Interfaces(files).link(),
                    OptionalDouble.empty());
        }

        @Override
        public List<GpuDevice> gpus() {
            return gpus.devices();
        }

        @Override
        public NodeFigures figures(long nanos, boolean idle) {
            return gauges.look(nanos, idle);
        }
    }
}
