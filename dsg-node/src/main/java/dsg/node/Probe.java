// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Isolation;
import dsg.model.NodeFacts;
import dsg.model.Resources;
import dsg.model.Software;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import oshi.SystemInfo;

/// Looks at the machine: what a node says of itself.
final class Probe {

    private Probe() {}

    /// The machine's facts. Tasks may fill nine tenths of what is free of the disk that holds the work folder.
    static NodeFacts facts(NodeSettings settings, Isolation isolation, Path work) throws IOException {
        SystemInfo system = new SystemInfo();
        long memoryMib = system.getHardware().getMemory().getTotal() >> 20;
        long diskMib = Files.getFileStore(work).getUsableSpace() / 10 * 9 / (1 << 20);
        int cores = Runtime.getRuntime().availableProcessors();
        return new NodeFacts(
                settings.name(),
                new Resources(cores * 1000, memoryMib, diskMib),
                settings.tags(),
                isolation,
                system.getOperatingSystem().toString(),
                System.getProperty("os.arch"),
                system.getHardware().getProcessor().getProcessorIdentifier().getName(),
                settings.version(),
                Optional.of(software()));
    }

    /// What is known without asking any program.
    private static Software software() {
        String kernel = System.getProperty("os.name") + " " + System.getProperty("os.version");
        return new Software(kernel, Runtime.version().toString(), Collections.emptySortedMap());
    }
}
