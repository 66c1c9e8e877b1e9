// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware.Power;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What was seen of a machine and its use at one moment.
///
/// @param idle how long ago somebody last touched it; none if that cannot be told
/// @param fullScreen the program that fills the whole screen, if one does
/// @param exclusive one of the programs that the owner wants to have the machine for themselves, if it runs
/// @param power where its power comes from; none if it has no battery
/// @param battery per cent of its charge
/// @param others how much of all cores other programs keep busy, in per cent
/// @param celsius the processor's temperature
/// @param movedMib how much was moved over the network today
/// @param looks what each source of input said, for people
record Sighting(
        Optional<Duration> idle,
        Optional<String> fullScreen,
        Optional<String> exclusive,
        Optional<Power> power,
        OptionalInt battery,
        OptionalDouble others,
        OptionalDouble celsius,
        long movedMib,
        List<InputChain.Look> looks) {

    Sighting {
        looks = List.copyOf(looks);
    }

    /// A machine of which nothing is known but what all machines tell.
    static final Sighting NOTHING = new Sighting(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            0,
            List.of());

    /// The same, last touched so long ago.
    Sighting with(Optional<Duration> touched) {
        return new Sighting(touched, fullScreen, exclusive, power, battery, others, celsius, movedMib, looks);
    }
}
