// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the owner of a node's machine allows, as its node tells it to the grid: in his own words, which nobody but the
/// node understands. Told for people, and kept by nobody.
///
/// @param managed whether admins of the grid may change it from afar
/// @param settings all that an owner can say, in the order in which people are told
/// @param changed the latest change from afar, if there was one
/// @param sources who tells the node whether somebody uses the machine; none where the policy does not want to know
public record NodePolicy(boolean managed, List<Entry> settings, Optional<Change> changed, List<Source> sources) {

    /// Takes copies.
    public NodePolicy {
        settings = List.copyOf(settings);
        sources = List.copyOf(sources);
    }

    /// What holds of one setting.
    ///
    /// @param name as it is typed, without dashes in front: `idle-after`
    /// @param values what holds; none is nothing at all
    /// @param said whether the owner, or an admin for him, has said so; else it holds as usual
    /// @param usual what holds where nothing is said
    /// @param usualAlways the same where tasks may run at any time
    /// @param several whether it may have several values
    /// @param fromAfar whether it can be changed from afar at all
    /// @param form how a value is called: `TIME`
    /// @param isPrivate whether it tells of the owner's habits, or of people, and is for admins only
    public record Entry(
            String name,
            List<String> values,
            boolean said,
            String usual,
            String usualAlways,
            boolean several,
            boolean fromAfar,
            String form,
            boolean isPrivate) {

        /// Takes a copy.
        public Entry {
            values = List.copyOf(values);
        }
    }

    /// That somebody has changed it from afar.
    ///
    /// @param by the user, as the grid knows him
    /// @param what the words that were said: `--when idle`
    public record Change(String by, Instant at, String what) {}

    /// One of those who may know whether somebody uses the machine.
    ///
    /// @param works whether it can tell at present
    /// @param note why it cannot
    public record Source(String name, boolean works, String note) {}

    /// What somebody wants to be changed.
    ///
    /// @param by the user, as the grid knows him
    /// @param set the new values, by the setting's name
    /// @param unset the settings that are to hold as usual
    public record Wish(String by, Map<String, List<String>> set, List<String> unset) {

        /// Takes copies.
        public Wish {
            set = Map.copyOf(set);
            unset = List.copyOf(unset);
        }
    }

    /// What the node makes of a wish.
    public sealed interface Verdict {

        /// It is so; the policy is on the disk of its machine, and holds.
        record Taken(NodePolicy policy) implements Verdict {}

        /// The owner lets nobody change it from afar.
        record NotManaged() implements Verdict {}

        /// Nothing was changed, since something of it cannot be.
        record Faulty(List<Fault> faults) implements Verdict {

            /// Takes a copy.
            public Faulty {
                faults = List.copyOf(faults);
            }
        }

        /// Nothing was changed, since the machine itself stands in the way.
        ///
        /// @param why as a whole sentence
        record Hindered(String why) implements Verdict {}
    }

    /// What is wrong with a wish.
    ///
    /// @param setting whose field it belongs to
    /// @param says what is wrong, and what to write instead, as whole sentences
    public record Fault(String setting, String says) {}
}
