// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import java.time.Instant;

/// Where does it run? A pure function of what is true; no state of its own, no clock, no dice.
public interface Scheduler {

    /// Places what fits now, and says why the rest waits.
    ///
    /// @param places which nodes have which large contents
    Plan plan(GridView view, DataPlaces places, Instant now);
}
