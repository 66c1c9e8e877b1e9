// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.store.Room;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/// What every attempt on this node uses.
///
/// @param types what tasks that are no commands come to
/// @param room the disk on which tasks work
/// @param gpus which of the machine's graphics processors belong to whom
/// @param machine its name, as people see it
/// @param threads platform ones: a parent's death signal and wait4 both need a thread that is the attempt's own
record Tools(
        Path work,
        Worlds worlds,
        TypeRoom types,
        Inputs inputs,
        Courier courier,
        ScheduledExecutorService timer,
        ExecutorService threads,
        Room room,
        GpuPool gpus,
        String machine) {

    /// Where commands run.
    World world() {
        return worlds.commands();
    }
}
