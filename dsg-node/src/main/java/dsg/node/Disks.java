// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What Linux tells of the disks that are built in: not of those that are made of files or of others.
record Disks(SystemFiles files) {

    private static final long BLOCKS_A_MIB = 2048;

    List<Hardware.Disk> look() {
        return files.names("sys/block").stream()
                .flatMap(name -> disk("sys/block/" + name + "/").stream())
                .toList();
    }

    private Optional<Hardware.Disk> disk(String folder) {
        long blocks = files.number(folder + "size").orElse(0);
        boolean builtIn = files.exists(folder + "device")
                && files.number(folder + "removable").orElse(0) == 0;
        String model = files.text(folder + "device/model").orElse("");
        return builtIn && blocks > 0
                ? Optional.of(new Hardware.Disk(model, blocks / BLOCKS_A_MIB, model.isEmpty() ? "" : kind(folder)))
                : Optional.empty();
    }

    /// Disks of virtual machines, which have no model, say of themselves that they turn, whatever they lie on.
    private String kind(String folder) {
        OptionalLong turns = files.number(folder + "queue/rotational");
        return turns.isEmpty() ? "" : turns.getAsLong() == 0 ? "ssd" : "hdd";
    }
}
