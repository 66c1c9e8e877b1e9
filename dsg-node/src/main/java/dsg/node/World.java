// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Order;
import java.io.IOException;

/// Where a task runs: what dresses it, and what starts it then.
record World(Rung rung, Launcher launcher) {

    Launcher.Running start(Order order, TaskFolder folder) throws IOException {
        return launcher.launch(rung.dress(order, folder), rung.strays(folder));
    }
}
