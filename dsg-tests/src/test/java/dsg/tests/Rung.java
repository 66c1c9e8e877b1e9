// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import org.jspecify.annotations.Nullable;

/// The rungs of isolation, each with one grid that is up and shared by all tests of this run.
enum Rung {
    SANDBOX,
    BARE;

    private @Nullable TestGrid shared;

    /// The grid of this rung; started first if need be. Skips the test where the machine does not have the rung.
    synchronized TestGrid grid() {
        Machine.needsLinux();
        if (this == SANDBOX) {
            Machine.needsBubblewrap();
        }
        TestGrid grid = shared;
        if (grid == null) {
            grid = TestGrid.create();
            shared = grid;
            Runtime.getRuntime().addShutdownHook(new Thread(grid::close));
            if (this == BARE) {
                grid.dsg("node", "policy", "--isolation", "bare").expect(0);
            }
        }
        if (grid.pid(TestGrid.COORDINATOR).isEmpty() || grid.pid(TestGrid.NODE).isEmpty()) {
            grid.up();
        }
        return grid;
    }
}
