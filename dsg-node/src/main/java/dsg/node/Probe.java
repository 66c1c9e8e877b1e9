// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Isolation;
import dsg.model.NodeFacts;
import dsg.model.Resources;
import oshi.SystemInfo;

/// Looks at the machine: what a node says of itself.
final class Probe {

    private Probe() {}

    /// The machine's facts, under this name.
    static NodeFacts facts(String name, Isolation isolation, String version) {
        SystemInfo system = new SystemInfo();
        long memoryMib = system.getHardware().getMemory().getTotal() >> 20;
        int cores = Runtime.getRuntime().availableProcessors();
        return new NodeFacts(
                name,
                new Resources(cores * 1000, memoryMib),
                isolation,
                system.getOperatingSystem().toString(),
                System.getProperty("os.arch"),
                system.getHardware().getProcessor().getProcessorIdentifier().getName(),
                version);
    }
}
