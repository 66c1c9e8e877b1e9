// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which of the machine's graphics processors belong to which attempt: each to one at a time.
final class GpuPool {

    private final Set<GpuDevice> taken = new HashSet<>();
    private List<GpuDevice> all = List.of();

    /// The machine has these from now on. What was given stays given.
    synchronized void set(List<GpuDevice> devices) {
        all = List.copyOf(devices);
    }

    /// All that the machine has.
    synchronized List<GpuDevice> all() {
        return all;
    }

    /// So many of them that nobody has; fewer where there are not so many.
    synchronized List<GpuDevice> take(int count) {
        List<GpuDevice> given = new ArrayList<>();
        for (GpuDevice device : all) {
            if (given.size() < count && taken.add(device)) {
                given.add(device);
            }
        }
        return List.copyOf(given);
    }

    synchronized void giveBack(List<GpuDevice> given) {
        given.forEach(taken::remove);
    }
}
