// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Where a task runs: what dresses it, and what starts it then.
record World(Rung rung, Launcher launcher) {

    /// @param devices files in `/dev` that it may use
    Launcher.Running start(Order order, TaskFolder folder, List<Path> devices) throws IOException {
        return launcher.launch(rung.dress(order, folder, devices), rung.strays(folder));
    }
}
