// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Offer;
import dsg.model.Resources;
import dsg.model.Rest;
import java.util.Optional;

/// What an owner's policy allows at one moment.
///
/// @param offer what may begin, as the grid is told
/// @param freezes why all that runs is frozen; none if it may run
/// @param runs so much of what runs may go on; what is beyond it is frozen
/// @param cpuShare for how much of the time, in per cent
record Consent(Offer offer, Optional<Rest> freezes, Resources runs, int cpuShare) {

    /// Everything is allowed on a machine that has this.
    static Consent all(Resources capacity) {
        return new Consent(Offer.ALL, Optional.empty(), capacity, 100);
    }
}
